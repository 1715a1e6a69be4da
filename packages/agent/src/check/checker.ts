import {
  BASELINE,
  type Check,
  type Clock,
  type Container,
  type Deviations,
  type Health,
  type HealthStatus,
  type Log,
  type Moment,
  newProbing,
  type Probing,
  type ProbingInput,
  type Random,
  stepProbing,
} from '@hale/core';
import { Alarm } from '../alarm.ts';
import { calledOff, type ProbeOutcome, type Verdict } from '../probe/outcome.ts';
import { Deadlines } from './deadlines.ts';
import { Slots } from './slots.ts';

/** Runs a check once. It resolves, whatever happens, and soon after the signal has fired. */
export type RunProbe = (container: Container, check: Check, signal: AbortSignal) => Promise<ProbeOutcome>;

/** One exec is 40 ms of the engine's processor time, so this is what it spends on hale's at most. */
export const EXECS_AT_ONCE = 4;
export const NETWORK_PROBES_AT_ONCE = 64;
/**
 * The first delay of an http or tcp check is cut short by up to this part of it, by chance, so that a thousand checks that begin
 * together do not go on together. An exec check keeps to moby's delay; there are few slots for those.
 */
export const SPREAD = 0.5;

export interface Probed {
  readonly id: string;
  /** Epoch milliseconds of the engine's clock. */
  readonly at: number;
  readonly health: Health;
  /** The status that an engine would send an event for. */
  readonly event: HealthStatus | null;
}

export interface CheckerOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** The engine's clock, epoch milliseconds. */
  readonly now: () => number;
  readonly run: RunProbe;
  readonly deviations: Deviations;
  /** Told of each result, and of nothing else. */
  readonly tell: (probed: Probed) => void;
  /** Has the checker's own work done when it may change things; default at once. */
  readonly turn?: (work: () => void) => void;
  readonly log?: Log;
}

export interface CheckerCount {
  /** Checks that hale runs. */
  readonly checks: number;
  readonly running: number;
  /** Due, with no slot free. */
  readonly waiting: number;
  /** Since the beginning. */
  readonly runs: number;
  /** Of these, how many their container has failed. */
  readonly failures: number;
  /** Of these, how many said nothing of their container. */
  readonly voids: number;
  /** Processes that have outlived their probe, now. Such a container is not probed. */
  readonly leaks: number;
}

interface Item {
  readonly id: string;
  container: Container;
  check: Check;
  probing: Probing;
  /** The check is hale's. If not, it is only remembered for the process that it has left behind. */
  mine: boolean;
  /** Ends the probe under way. */
  cancel: (() => void) | null;
  /** Those who want to know what comes of it. */
  askers: ((outcome: Verdict) => void)[];
}

/**
 * Runs the checks that are hale's: one heap of deadlines, one timer, a few slots. What each result means is the reducer's to say
 * (`stepProbing`); here it is given time and hands.
 */
export class Checker {
  readonly #options: CheckerOptions;
  readonly #items = new Map<string, Item>();
  readonly #deadlines = new Deadlines();
  readonly #alarm: Alarm;
  readonly #slots = { exec: new Slots(EXECS_AT_ONCE), network: new Slots(NETWORK_PROBES_AT_ONCE) };
  readonly #turn: (work: () => void) => void;
  #runs = 0;
  #failures = 0;
  #voids = 0;
  #leaks = 0;

  constructor(options: CheckerOptions) {
    this.#options = options;
    this.#turn = options.turn ?? ((work) => work());
    this.#alarm = new Alarm(options.clock, () => this.#turn(() => this.#due()));
  }

  get count(): CheckerCount {
    const { exec, network } = this.#slots;
    return {
      checks: [...this.#items.values()].filter(({ mine }) => mine).length,
      running: exec.taken + network.taken,
      waiting: exec.waiting + network.waiting,
      runs: this.#runs,
      failures: this.#failures,
      voids: this.#voids,
      leaks: this.#leaks,
    };
  }

  /** `undefined`: its check is not hale's. `null`: it has not been seen running. */
  health(id: string): Health | null | undefined {
    const item = this.#items.get(id);
    if (!item?.mine) return undefined;
    return item.probing.startedAt === UNSEEN.startedAt ? null : item.probing.health;
  }

  /** `undefined`: it is not hale's. */
  check(id: string): Check | undefined {
    const item = this.#items.get(id);
    return item?.mine ? item.check : undefined;
  }

  /**
   * Has a check run before its time, or waits for the probe that is under way; what comes of it counts like any other.
   * `null`: it cannot be run now.
   */
  ask(id: string): Promise<Verdict> | null {
    const item = this.#items.get(id);
    const { phase, lingering } = item?.probing ?? UNSEEN;
    if (!item?.mine || phase.kind === 'stopped' || (phase.kind === 'waiting' && lingering !== null))
      return null;
    const { promise, resolve } = Promise.withResolvers<Verdict>();
    item.askers.push(resolve);
    if (phase.kind === 'waiting') {
      const at = this.#moment(item.probing);
      item.probing = { ...item.probing, phase: { ...phase, dueAt: at.monotonic } };
      this.#step(item, { kind: 'due', at });
      this.#alarm.set(this.#deadlines.next);
    }
    return promise;
  }

  /**
   * The check is hale's, and this is how an inspect has just shown its container. `before`: what an earlier process has found in this
   * run of it.
   */
  follow(container: Container, check: Check, before: Health | null = null): void {
    const item = this.#itemOf(container, check, before);
    const { state } = container;
    const { probing } = item;
    if (state.status !== 'running') this.#step(item, { kind: 'stop' });
    else if (Date.parse(state.startedAt) > Date.parse(probing.startedAt))
      this.#begin(item, { kind: 'start', at: this.#moment(state), startedAt: state.startedAt });
    else if (probing.phase.kind === 'stopped')
      this.#begin(item, { kind: 'unpause', at: this.#moment(probing) });
    this.#alarm.set(this.#deadlines.next);
  }

  /** The container has just ended, or been paused; `at` by the engine's clock. */
  suspend(id: string, at: number): void {
    const item = this.#items.get(id);
    // The event may be of the run before this one.
    if (item && at >= Date.parse(item.probing.startedAt)) this.#step(item, { kind: 'stop' });
    this.#alarm.set(this.#deadlines.next);
  }

  /** The engine is out of sight. */
  suspendAll(): void {
    for (const item of this.#items.values()) this.#step(item, { kind: 'stop' });
    this.#alarm.set(this.#deadlines.next);
  }

  /** The check is no longer hale's, or its container is no more. */
  release(id: string): void {
    const item = this.#items.get(id);
    if (!item) return;
    item.mine = false;
    this.#step(item, { kind: 'stop' });
    this.#alarm.set(this.#deadlines.next);
  }

  close(): void {
    for (const id of this.#items.keys()) this.release(id);
  }

  #itemOf(container: Container, check: Check, before: Health | null): Item {
    const { id } = container;
    // What another check has found is no record of this one.
    const log = check.from === 'healthcheck' ? (container.health?.log ?? []) : [];
    const known = this.#items.get(id);
    if (known) {
      const { probes, lingering } = known.probing;
      if (!known.mine) known.probing = { ...newProbing(log), probes, lingering };
      return Object.assign(known, { container, check, mine: true });
    }
    const probing = before ? goOn(before, container.state) : newProbing(log);
    const item: Item = { id, container, check, probing, mine: true, cancel: null, askers: [] };
    this.#items.set(id, item);
    return item;
  }

  #due(): void {
    for (const id of this.#deadlines.take(this.#options.clock.monotonic())) {
      const item = this.#items.get(id);
      if (item) this.#step(item, { kind: 'due', at: this.#moment(item.probing) });
    }
    this.#alarm.set(this.#deadlines.next);
  }

  #begin(item: Item, input: ProbingInput): void {
    this.#step(item, input);
    const { phase } = item.probing;
    if (item.check.probe.kind === 'exec' || phase.kind !== 'waiting') return;
    const delayMs = phase.dueAt - this.#options.clock.monotonic();
    const dueAt = phase.dueAt - delayMs * SPREAD * this.#options.random();
    item.probing = { ...item.probing, phase: { ...phase, dueAt } };
    this.#schedule(item);
  }

  #step(item: Item, input: ProbingInput): HealthStatus | null {
    const { policy } = item.check;
    const rules = { policy, parity: BASELINE, deviations: this.#options.deviations };
    const { probing, command, event } = stepProbing(item.probing, input, rules);
    item.probing = probing;
    if (command?.kind === 'probe') this.#launch(item, command.probe);
    else if (command?.kind === 'cancel') item.cancel?.();
    this.#schedule(item);
    return event;
  }

  /** While a process lingers no probe can begin, whatever the time. */
  #schedule({ id, probing: { phase, lingering }, mine }: Item): void {
    if (phase.kind === 'waiting' && lingering === null) this.#deadlines.set(id, phase.dueAt);
    else this.#deadlines.delete(id);
    if (!mine && lingering === null) this.#items.delete(id);
  }

  #launch(item: Item, probe: number): void {
    const slots = item.check.probe.kind === 'exec' ? this.#slots.exec : this.#slots.network;
    const stop = new AbortController();
    const begin = (): void => {
      this.#runs += 1;
      this.#options.run(item.container, item.check, stop.signal).then(
        (outcome) =>
          this.#turn(() => {
            this.#came(item, probe, outcome);
            slots.leave();
          }),
        (error: unknown) =>
          this.#turn(() => {
            this.#failed(item, probe, error);
            slots.leave();
          }),
      );
    };
    item.cancel = () => {
      if (!slots.withdraw(begin)) return stop.abort();
      this.#step(item, { kind: 'void', at: this.#moment(item.probing), probe, ended: true });
      answer(item, calledOff());
    };
    slots.enter(begin);
  }

  #came(item: Item, probe: number, outcome: ProbeOutcome): void {
    const { ended } = outcome;
    const before = item.probing;
    const at = this.#moment(before);
    if (!ended) this.#outlived(item, probe, outcome.gone);
    if (outcome.kind === 'void') {
      this.#voids += 1;
      const { name } = item.container;
      this.#options.log?.debug('a probe came to nothing', {
        container: name,
        reason: outcome.reason.message,
      });
      this.#step(item, { kind: 'void', at, probe, ended });
    } else {
      if (outcome.finding.exitCode !== 0) this.#failures += 1;
      const event = this.#step(item, { kind: 'result', at, probe, finding: outcome.finding, ended });
      const { health } = item.probing;
      if (health !== before.health) this.#options.tell({ id: item.id, at: at.wall, health, event });
    }
    answer(item, outcome);
    this.#alarm.set(this.#deadlines.next);
  }

  #failed(item: Item, probe: number, error: unknown): void {
    this.#voids += 1;
    this.#options.log?.error('a probe failed', { container: item.container.name, error: String(error) });
    this.#step(item, { kind: 'void', at: this.#moment(item.probing), probe, ended: true });
    answer(item, calledOff());
    this.#alarm.set(this.#deadlines.next);
  }

  #outlived(item: Item, probe: number, gone: Promise<void>): void {
    this.#leaks += 1;
    this.#options.log?.warn('the process of a probe is still there', { container: item.container.name });
    void gone.then(() =>
      this.#turn(() => {
        this.#leaks -= 1;
        this.#step(item, { kind: 'ended', at: this.#moment(item.probing), probe });
        this.#alarm.set(this.#deadlines.next);
      }),
    );
  }

  /** What runs has started: that it seems to start later is only how little is known of the engine's clock. */
  #moment({ startedAt }: { readonly startedAt: string }): Moment {
    const { now, clock } = this.#options;
    return { wall: Math.max(now(), Date.parse(startedAt)), monotonic: clock.monotonic() };
  }
}

/** As after a pause: nothing was probed meanwhile, so the record is what it was. */
function goOn(health: Health, { startedAt }: Container['state']): Probing {
  return { ...newProbing(), health: { ...health, status: 'unhealthy' }, startedAt };
}

function answer({ askers }: Item, verdict: Verdict): void {
  for (const tell of askers.splice(0)) tell(verdict);
}

const UNSEEN = newProbing();
