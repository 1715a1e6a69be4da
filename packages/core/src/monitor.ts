import { type Condition, condition } from './condition.ts';
import type { Container } from './container.ts';
import { afterEvent, hasEnded } from './engine-state.ts';
import type { EngineEvent } from './event.ts';
import { asksToEnd, INTENT_GRACE_MS, type Intent, intentOfExit, intentOfRest } from './intent.ts';
import type { Observation } from './observation.ts';
import { exitedUnasked, loopEndsAt, NO_LOOP, type RestartLoop, runningSince } from './restart-loop.ts';
import { recordedSince, type Since } from './since.ts';
import { containerSubject } from './subject.ts';
import type { Cause, Transition } from './transition.ts';
import { transitionContainer } from './transition-container.ts';

/** What is believed of one container: plain JSON, to be loaded, stepped and saved. Times are epoch milliseconds. */
export interface Monitor {
  readonly container: Container;
  /** `null` until the first observation. */
  readonly condition: Condition | null;
  readonly since: Since | null;
  readonly inSight: boolean;
  /** Since when the event stream has stood without a gap; `null` while none is read. */
  readonly watchedSince: number | null;
  /** When it was last asked to end, in this run. */
  readonly askedAt: number | null;
  /** Of its last exit. */
  readonly intent: Intent;
  readonly loop: RestartLoop;
  /** The last condition of this run that rested on a verdict: see `Previous` in condition.ts. */
  readonly verdict: Condition | null;
}

export interface Step {
  readonly monitor: Monitor;
  readonly transition: Transition | null;
  /** The next time at which the condition may change although nothing happens. */
  readonly wakeAt: number | null;
}

/** A monitor that has observed nothing yet. */
export function startMonitor(container: Container, watchedSince: number | null): Monitor {
  return {
    container,
    condition: null,
    since: null,
    inSight: true,
    watchedSince,
    askedAt: null,
    intent: 'unknown',
    loop: NO_LOOP,
    verdict: null,
  };
}

/** The reducer: one container, one observation. */
export function step(before: Monitor, observation: Observation): Step {
  const { at, cause } = origin(observation);
  const seen = settle(observe(before, observation), at);
  const to = believe(seen);
  const verdict = isVerdict(to) ? to : seen.verdict;
  const wakeAt = nextWake(seen);
  if (to === before.condition) return { monitor: { ...seen, verdict }, transition: null, wakeAt };

  const since = changedAt(before, seen, to, observation);
  const transition: Transition = {
    at: since.at,
    subject: containerSubject(seen.container),
    from: before.condition,
    to,
    cause,
    container: transitionContainer(seen.container, to),
  };
  return { monitor: { ...seen, verdict, condition: to, since }, transition, wakeAt };
}

function origin(observation: Observation): { readonly at: number; readonly cause: Cause } {
  switch (observation.kind) {
    case 'event':
      return { at: observation.event.at, cause: observation.event.action };
    case 'inspected':
    case 'gone':
      return observation;
    case 'probed':
      return { at: observation.at, cause: 'probe' };
    case 'engine-lost':
    case 'engine-found':
    case 'time':
      return { at: observation.at, cause: observation.kind };
  }
}

function observe(monitor: Monitor, observation: Observation): Monitor {
  switch (observation.kind) {
    case 'event':
      return observeEvent(monitor, observation.event);
    case 'inspected':
      return observeInspect(monitor, observation.container, observation.at);
    case 'probed':
      return { ...monitor, container: { ...monitor.container, health: observation.health } };
    case 'gone': {
      const { container } = monitor;
      return {
        ...monitor,
        inSight: true,
        container: { ...container, state: { ...container.state, status: 'removed' } },
      };
    }
    case 'engine-lost':
      return { ...monitor, inSight: false, watchedSince: null };
    case 'engine-found':
      return { ...monitor, watchedSince: observation.at };
    case 'time':
      return monitor;
  }
}

function observeEvent(monitor: Monitor, event: EngineEvent): Monitor {
  const seen: Monitor = { ...monitor, inSight: true, container: afterEvent(monitor.container, event) };
  switch (event.action) {
    case 'start':
      return newRun(seen);
    case 'kill':
      return asks(monitor.container, event) ? { ...seen, askedAt: event.at } : seen;
    case 'stop':
      // Docker sends it after the die, which it explains.
      return hasEnded(monitor.container.state.status)
        ? { ...seen, intent: 'asked', loop: NO_LOOP }
        : { ...seen, askedAt: event.at };
    case 'die':
      return exit(seen, event.at);
    default:
      return seen;
  }
}

function asks({ forged, stopSignal }: Container, { signal }: EngineEvent): boolean {
  if (forged.includes('signal')) return false;
  return signal === undefined || asksToEnd(signal, stopSignal);
}

function observeInspect(monitor: Monitor, container: Container, at: number): Monitor {
  const seen = monitor.condition === null ? { ...monitor, container } : catchUp(monitor, container, at);
  return { ...seen, inSight: true, intent: intentOfRest(seen.intent, container) };
}

/** An inspect may show that a run began, or ended, without an event that said so. */
function catchUp(monitor: Monitor, container: Container, at: number): Monitor {
  const was = monitor.container.state;
  const now = container.state;
  const seen: Monitor = { ...monitor, container };
  const began = Date.parse(now.startedAt) > Date.parse(was.startedAt);
  const ended = hasEnded(now.status) && (began || !hasEnded(was.status));
  const returns = container.restartCount - monitor.container.restartCount;
  const current = began ? newRun({ ...seen, loop: exitedUnasked(seen.loop, at, returns) }) : seen;
  if (!ended) return current;
  const { watchedSince } = current;
  return { ...exit({ ...current, watchedSince: null }, Date.parse(now.finishedAt) || at), watchedSince };
}

function newRun(monitor: Monitor): Monitor {
  return { ...monitor, askedAt: null, intent: 'unknown', verdict: null };
}

function exit(monitor: Monitor, at: number): Monitor {
  const { container, askedAt, watchedSince, loop } = monitor;
  const startedAt = Date.parse(container.state.startedAt);
  const intent = intentOfExit({
    at,
    askedAt,
    stopTimeoutMs: container.stopTimeoutMs,
    watchedSince,
    startedAt,
  });
  const exited: Monitor = { ...monitor, askedAt: null, intent, verdict: null };
  if (intent === 'asked') return { ...exited, loop: NO_LOOP };
  return intent === 'not-asked' ? { ...exited, loop: exitedUnasked(loop, at) } : exited;
}

/** What time alone has changed: a loop outlived, a stop request that came to nothing. */
function settle(monitor: Monitor, at: number): Monitor {
  const { container, askedAt, loop } = monitor;
  if (!monitor.inSight || hasEnded(container.state.status)) return monitor;
  return {
    ...monitor,
    askedAt: askedAt !== null && at >= askedAt + patience(container) ? null : askedAt,
    loop: runningSince(loop, Date.parse(container.state.startedAt), at),
  };
}

function patience({ stopTimeoutMs }: Container): number {
  return stopTimeoutMs + INTENT_GRACE_MS;
}

function believe({ container, inSight, askedAt, intent, verdict, loop }: Monitor): Condition {
  const current = hasEnded(container.state.status) ? intent : askedAt === null ? 'unknown' : 'asked';
  return condition(inSight ? container : null, current, { verdict, looping: loop.looping });
}

function isVerdict(of: Condition): boolean {
  return of === 'starting' || of === 'healthy' || of === 'unhealthy' || of === 'running';
}

function nextWake({ container, askedAt, loop, inSight }: Monitor): number | null {
  if (!inSight || hasEnded(container.state.status)) return null;
  const ends = [];
  if (askedAt !== null) ends.push(askedAt + patience(container));
  if (loop.looping) ends.push(loopEndsAt(Date.parse(container.state.startedAt)));
  return ends.length > 0 ? Math.min(...ends) : null;
}

/** An event carries its time. What an inspect shows happened earlier: when, the engine's own record may tell. */
function changedAt(before: Monitor, { container }: Monitor, to: Condition, observation: Observation): Since {
  const { at } = origin(observation);
  if (observation.kind !== 'inspected') return { at, exact: observation.kind !== 'gone' };
  const recorded = recordedSince(container, to);
  const fits = recorded !== null && recorded.at <= at && recorded.at >= (before.since?.at ?? 0);
  return fits ? recorded : { at, exact: false };
}
