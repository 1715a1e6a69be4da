import {
  type Cause,
  type Container,
  ENGINE_SUBJECT,
  type EngineEvent,
  hasHealthcheck,
  type ListedContainer,
  type Monitor,
  type Observation,
  startMonitor,
  step,
  type Transition,
} from '@hale/core';
import { bareContainer } from './bare-container.ts';
import type { FleetCommand, FleetInput, FleetStep, RememberedFleet } from './fleet-input.ts';
import { type ContainerView, viewOf } from './view.ts';

/** An inspect may be ahead of the event stream. What it alone shows is believed when the stream has been silent for so long. */
export const EVENT_LAG_MS = 1_000;

/** One container between an event, or a suspicion, and the inspect that settles it. */
interface Inquiry {
  readonly events: EngineEvent[];
  /** How many of them had come when the inspect was asked for: the rest is news that it may not know. */
  readonly known: number;
  readonly cause: Cause;
  /** The stream has had its time. */
  readonly final: boolean;
}

/** One container alone, until it has stopped for good (or is removed), or until it is removed. */
export interface Scope {
  readonly id: string;
  readonly until: 'stopped' | 'removed';
}

/**
 * The monitors of one engine, and the rule by which events and inspects meet. Events are applied in their order, each with
 * its own time, so that what came and went between two looks is told. The inspect that follows adds what they do not say,
 * unless a newer event has overtaken it: then it is asked for again. And where it is ahead of the stream, the stream is
 * waited for. Makes no call and reads no clock.
 */
export class Fleet {
  readonly #scope: Scope | null;
  /** Whether it goes on from where another left off, so that what it finds different has changed since. */
  readonly #goesOn: boolean;
  readonly #monitors: Map<string, Monitor>;
  readonly #wakes = new Map<string, number>();
  readonly #inquiries = new Map<string, Inquiry>();
  /** Containers of which an inspect showed more than the stream, and when to ask again. */
  readonly #suspects = new Map<string, number>();
  /** Of the first inventory, not yet inspected; `null` before there is one. */
  #baseline: Set<string> | null = null;
  #arrivedAt: number | null = null;
  #streaming = false;
  /** Since when an exit that nobody asked for can be told from one that somebody did. */
  #watchedSince: number | null = null;
  #sight: 'looking' | 'in-sight' | 'lost';
  #transitions: Transition[] = [];
  #commands: FleetCommand[] = [];
  #touched = new Set<string>();
  #now = 0;

  /** Without a scope: all of them, for ever. */
  constructor(scope: Scope | null = null, remembered: RememberedFleet | null = null) {
    this.#scope = scope;
    // Where the engine was never in sight there is nothing to go on from.
    this.#goesOn = (remembered?.monitors.length ?? 0) > 0;
    this.#sight = remembered?.engineLost ? 'lost' : 'looking';
    const monitors = remembered?.monitors ?? [];
    this.#monitors = new Map(
      monitors.map((monitor) => [monitor.container.id, { ...monitor, watchedSince: null }]),
    );
  }

  get sight(): 'looking' | 'in-sight' | 'lost' {
    return this.#sight;
  }

  /** The next time at which it wants to be told the time. */
  get wakeAt(): number | null {
    let next: number | null = null;
    for (const wakes of [this.#wakes, this.#suspects])
      for (const wake of wakes.values()) next = Math.min(wake, next ?? wake);
    return next;
  }

  monitors(): readonly Monitor[] {
    return [...this.#monitors.values()];
  }

  views(): readonly ContainerView[] {
    return this.monitors().flatMap((monitor) => viewOf(monitor) ?? []);
  }

  /** The only container to look at has come to the end of its scope. */
  get over(): boolean {
    if (this.#scope === null || this.#baseline === null || this.#inquiries.has(this.#scope.id)) return false;
    const monitor = this.#monitors.get(this.#scope.id);
    if (!monitor) return true;
    return this.#scope.until === 'stopped' && monitor.inSight && monitor.container.state.status === 'exited';
  }

  step(input: FleetInput): FleetStep {
    this.#transitions = [];
    this.#commands = [];
    this.#touched = new Set();
    if ('at' in input) this.#now = Math.max(this.#now, input.at);
    this.#take(input);
    if (this.#sight === 'looking' && this.#baseline?.size === 0) this.#sight = 'in-sight';
    const touched = [...this.#touched];
    return {
      at: this.#now,
      transitions: this.#transitions,
      commands: this.#commands,
      monitors: touched.flatMap((id) => this.#monitors.get(id) ?? []),
      forgotten: touched.filter((id) => !this.#monitors.has(id)),
      engineLost: this.#sight === 'lost',
    };
  }

  #take(input: FleetInput): void {
    switch (input.kind) {
      case 'connected':
        return this.#connected(input);
      case 'lost':
        return this.#lost(input.at);
      case 'event':
        return this.#event(input.event);
      case 'reconcile':
        return this.#look();
      case 'listed':
        return this.#listed(input.containers);
      case 'inspected':
        return this.#inspected(input.id, input.at, input.container);
      case 'uninspected':
        return this.#uninspected(input.id);
      case 'probed':
        return this.#probed(input);
      case 'doubted':
        return this.#inquire(input.id, 'reconcile');
      case 'time':
        return this.#time(input);
    }
  }

  #connected({ at, streaming, asksTold }: FleetInput & { readonly kind: 'connected' }): void {
    this.#arrivedAt ??= at;
    this.#streaming = streaming;
    this.#watchedSince = streaming && asksTold ? at : null;
    if (this.#sight === 'lost') {
      this.#sight = this.#baseline === null ? 'looking' : 'in-sight';
      this.#tellEngine({ at, from: 'unknown', to: 'running', cause: 'engine-found' });
    }
    if (this.#watchedSince !== null)
      for (const id of this.#monitors.keys()) this.#observe(id, { kind: 'engine-found', at });
    this.#look();
  }

  #lost(at: number): void {
    if (this.#sight === 'lost') return;
    for (const { events } of this.#inquiries.values())
      for (const event of events) this.#apply(event, bareContainer(event));
    this.#inquiries.clear();
    this.#suspects.clear();
    const from = this.#baseline === null && !this.#goesOn ? null : 'running';
    this.#tellEngine({ at, from, to: 'unknown', cause: 'engine-lost' });
    this.#sight = 'lost';
    this.#streaming = false;
    this.#watchedSince = null;
    for (const id of this.#monitors.keys()) this.#observe(id, { kind: 'engine-lost', at });
  }

  #tellEngine(transition: Omit<Transition, 'subject'>): void {
    const { at, ...change } = transition;
    if (this.#scope === null) this.#transitions.push({ at, subject: ENGINE_SUBJECT, ...change });
  }

  #look(): void {
    if (this.#scope === null) {
      this.#commands.push({ kind: 'list' });
      return;
    }
    this.#inquire(this.#scope.id, this.#baseline === null ? 'baseline' : 'reconcile');
    this.#baseline ??= new Set([this.#scope.id]);
  }

  #event(event: EngineEvent): void {
    // The stream begins a little early, to be sure; what was before the baseline is no change.
    if (event.at < (this.#arrivedAt ?? event.at)) return;
    this.#suspects.delete(event.id);
    const inquiry = this.#inquiries.get(event.id);
    if (inquiry) inquiry.events.push(event);
    else this.#ask(event.id, { events: [event], known: 1, cause: 'inspect', final: false });
  }

  #time(input: FleetInput & { readonly kind: 'time' }): void {
    for (const [id, wake] of this.#wakes) if (wake <= input.at) this.#observe(id, input);
    for (const [id, due] of this.#suspects) {
      if (due > input.at) continue;
      this.#suspects.delete(id);
      this.#inquire(id, 'reconcile', true);
    }
  }

  #listed(containers: readonly ListedContainer[]): void {
    const first = this.#baseline === null;
    const cause = first && !this.#goesOn ? 'baseline' : 'reconcile';
    this.#baseline ??= new Set(containers.map(({ id }) => id));
    const listed = new Set<string>();
    for (const container of containers) {
      listed.add(container.id);
      if (first || this.#differs(container)) this.#inquire(container.id, cause);
    }
    for (const id of this.#monitors.keys()) if (!listed.has(id)) this.#inquire(id, cause);
  }

  #differs({ id, name, status, healthStatus }: ListedContainer): boolean {
    const monitor = this.#monitors.get(id);
    if (!monitor?.inSight) return true;
    const { state, health, healthcheck, name: believedName } = monitor.container;
    if (state.status !== status || believedName !== name) return true;
    // Podman's list does not say.
    if (healthStatus === null) return status === 'running' && hasHealthcheck(healthcheck);
    // While it fails its streak grows, and after a pause it can turn unhealthy, without any event.
    return healthStatus !== 'healthy' || health?.status !== 'healthy';
  }

  #inquire(id: string, cause: Cause, final = false): void {
    if (!this.#inquiries.has(id)) this.#ask(id, { events: [], known: 0, cause, final });
  }

  #ask(id: string, inquiry: Inquiry): void {
    this.#inquiries.set(id, inquiry);
    this.#commands.push({ kind: 'inspect', id });
  }

  #inspected(id: string, at: number, container: Container | null): void {
    const inquiry = this.#inquiries.get(id);
    if (!inquiry || this.#overtaken(id, inquiry, container)) return;
    const { cause, final } = inquiry;
    if (!final && this.#isAhead(id, container)) this.#suspects.set(id, at + EVENT_LAG_MS);
    else if (container) this.#observe(id, { kind: 'inspected', at, container, cause }, container);
    else this.#observe(id, { kind: 'gone', at, cause });
  }

  #uninspected(id: string): void {
    const inquiry = this.#inquiries.get(id);
    if (inquiry) this.#overtaken(id, inquiry, null);
  }

  /** Applies the events that its inspect was asked for. When more have come since, it asks again. */
  #overtaken(id: string, { events, known, cause }: Inquiry, container: Container | null): boolean {
    this.#inquiries.delete(id);
    this.#baseline?.delete(id);
    if (container && known > 0) this.#explain(id, container);
    for (const event of events.slice(0, known)) this.#apply(event, container ?? bareContainer(event));
    const newer = events.slice(known);
    if (newer.length === 0) return false;
    this.#ask(id, { events: newer, known: newer.length, cause, final: false });
    return true;
  }

  /** Results are only ever added to a log, so a later one explains an earlier verdict. */
  #explain(id: string, { health }: Container): void {
    const monitor = this.#monitors.get(id);
    const before = monitor?.container.health;
    if (!monitor || !before || !health) return;
    const container = { ...monitor.container, health: { ...before, log: health.log } };
    this.#monitors.set(id, { ...monitor, container });
  }

  /** A result is of the run that the events told of before it, so they cannot wait for their inspect any longer. */
  #probed(input: FleetInput & { readonly kind: 'probed' }): void {
    const inquiry = this.#inquiries.get(input.id);
    const monitor = this.#monitors.get(input.id);
    if (inquiry && monitor) {
      for (const event of inquiry.events) this.#apply(event, monitor.container);
      this.#inquiries.set(input.id, { ...inquiry, events: [], known: 0 });
    }
    this.#observe(input.id, input);
  }

  #isAhead(id: string, container: Container | null): boolean {
    const monitor = this.#monitors.get(id);
    return this.#streaming && monitor !== undefined && !explains(monitor.container, container);
  }

  #apply(event: EngineEvent, facts: Container): void {
    this.#observe(event.id, { kind: 'event', event }, facts);
  }

  /** `facts`: who it is, where it has no monitor yet. */
  #observe(id: string, observation: Observation, facts: Container | null = null): void {
    const monitor = this.#monitors.get(id) ?? (facts && startMonitor(facts, this.#watchedSince));
    if (!monitor) return;
    this.#touched.add(id);
    const next = step(monitor, observation);
    if (next.transition) this.#transitions.push(next.transition);
    if (next.monitor.condition === 'removed') this.#forget(id);
    else this.#remember(id, next.monitor, next.wakeAt);
  }

  #remember(id: string, monitor: Monitor, wakeAt: number | null): void {
    this.#monitors.set(id, monitor);
    if (wakeAt === null) this.#wakes.delete(id);
    else this.#wakes.set(id, wakeAt);
  }

  #forget(id: string): void {
    this.#monitors.delete(id);
    this.#wakes.delete(id);
  }
}

/** Whether what the stream has told leads to what the inspect shows. A wait for a restart has no event of its own. */
function explains({ state: told, health }: Container, shown: Container | null): boolean {
  if (shown === null || Date.parse(shown.state.startedAt) > Date.parse(told.startedAt)) return false;
  if (told.status === 'exited' && shown.state.status === 'restarting') return true;
  return (
    told.status === shown.state.status &&
    (told.status !== 'running' || health?.status === shown.health?.status)
  );
}
