import {
  type Clock,
  type EngineEvent,
  engineNow,
  HaleError,
  type Http,
  type Labels,
  type Log,
  type Monitor,
  type Random,
  type Signal,
  type Transition,
} from '@hale/core';
import { type Engine, type Followed, followEvents } from '@hale/core/docker';
import { Alarm } from './alarm.ts';
import { Caller } from './caller.ts';
import { type CheckOptions, Checks, type ChecksView } from './check/checks.ts';
import { Fleet, type Scope } from './fleet.ts';
import type { FleetInput, FleetStep, RememberedFleet } from './fleet-input.ts';
import { Mailbox } from './mailbox.ts';
import { type Polled, pollEngine } from './poll.ts';
import type { ContainerView } from './view.ts';

/** Events are the news, this is the proof: so often the engine's list is compared with what is believed. */
export const RECONCILE_MS = 60_000;
/** After a list that failed. */
export const RELIST_MS = 5_000;
/** After the minute's list went out: by then all that it has found is told. */
const PROOF_MS = 10_000;

export interface WatchOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Ends the watch, quietly. */
  readonly signal?: Signal;
  readonly log?: Log;
  /** Looks that often instead of reading the event stream, for engines behind proxies that cut it. */
  readonly pollMs?: number;
  /** Default {@link RECONCILE_MS}. */
  readonly reconcileMs?: number;
  /** Has hale run the checks that the engine does not; without it they are not run. */
  readonly checks?: CheckOptions;
  /** Which containers; without it all of them. */
  readonly select?: Select;
  /** Keys of labels that `select` has to see. */
  readonly labels?: ReadonlySet<string>;
  /** Goes on from there: only what has changed since is a transition. */
  readonly remembered?: RememberedFleet;
}

/** Whether a container is watched. */
export type Select = (container: {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
}) => boolean;

/** What is known of the engine itself. */
export interface EngineView {
  readonly sight: 'looking' | 'in-sight' | 'lost';
  /** Why it is out of sight. */
  readonly error: HaleError | null;
  readonly engine: Engine | null;
}

type News =
  | { readonly kind: 'source'; readonly source: Source; readonly item: Followed | Polled }
  | { readonly kind: 'answer'; readonly input: FleetInput }
  | { readonly kind: 'alarm' }
  /** Work on the checks, to be done in its turn. */
  | { readonly kind: 'turn'; readonly work: () => void }
  | { readonly kind: 'end'; readonly source?: Source; readonly error?: unknown };

type Source = AsyncIterator<Followed | Polled, never, undefined>;

/** The shell around a {@link Fleet}: it reads the stream, has the calls made, and keeps the time. */
export class ContainerWatch implements AsyncIterable<Transition> {
  readonly #http: Http;
  readonly #options: WatchOptions;
  readonly #scope: Scope | null;
  readonly #fleet: Fleet;
  readonly #mailbox = new Mailbox<News>();
  readonly #stop = new AbortController();
  readonly #alarm: Alarm;
  readonly #caller: Caller;
  readonly #checks: Checks | null;
  /** Results of hale's own checks that the fleet is to be told of. */
  readonly #probed: FleetInput[] = [];
  #engine: Engine | null = null;
  #error: HaleError | null = null;
  /** The engine's clock less ours. */
  #ahead = 0;
  /** When to reconcile, on the monotonic scale. */
  #lookAt: number | null = null;
  /** Until then, what a look finds is what the stream should have told. */
  #proofUntil = Number.NEGATIVE_INFINITY;
  #isDeaf = false;
  /** On the monotonic scale. */
  #heardAt: number | null = null;
  #reading = new AbortController();

  constructor(http: Http, options: WatchOptions, scope: Scope | null = null) {
    this.#http = http;
    this.#options = options;
    this.#scope = scope;
    this.#fleet = new Fleet(scope, options.remembered);
    this.#alarm = new Alarm(options.clock, () => this.#mailbox.put({ kind: 'alarm' }));
    this.#caller = new Caller({
      now: () => this.#now(),
      signal: this.#stop.signal,
      answer: (input) => this.#mailbox.put({ kind: 'answer', input }),
      listFailed: (error) => this.#listFailed(error),
    });
    const { checks, clock, random, log } = options;
    this.#checks = checks
      ? new Checks(checks, {
          clock,
          random,
          now: () => this.#now(),
          tell: ({ id, at, health }) => this.#probed.push({ kind: 'probed', id, at, health }),
          turn: (work) => this.#mailbox.put({ kind: 'turn', work }),
          ...(options.remembered && {
            remembered: options.remembered.monitors.map(({ container }) => container),
          }),
          ...(log && { log }),
        })
      : null;
  }

  containers(): readonly ContainerView[] {
    return this.#fleet.views();
  }

  monitors(): readonly Monitor[] {
    return this.#fleet.monitors();
  }

  get engine(): EngineView {
    return { sight: this.#fleet.sight, error: this.#error, engine: this.#engine };
  }

  /**
   * Since the stream was last known to tell all: it has told of something, or the engine's list was compared with what it had told.
   * `null`: it was never connected.
   */
  get heardAgoMs(): number | null {
    return this.#heardAt === null ? null : this.#options.clock.monotonic() - this.#heardAt;
  }

  get checks(): ChecksView | null {
    return this.#checks?.view ?? null;
  }

  /** See {@link Checks}; `null` where hale was not asked to run any. */
  get asking(): Pick<Checks, 'assigned' | 'ask'> | null {
    return this.#checks;
  }

  /** Each change, as it is learnt. The watch begins with the loop and ends with it, so there can be only one. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Transition, void, undefined> {
    for await (const { transitions } of this.steps()) yield* transitions;
  }

  /** The same, with what is believed after each step. */
  async *steps(): AsyncGenerator<FleetStep, void, undefined> {
    const { signal } = this.#options;
    const end = (): void => {
      this.#stop.abort();
      this.#mailbox.put({ kind: 'end' });
    };
    if (signal?.aborted) return;
    signal?.addEventListener('abort', end, { once: true });
    let source = this.#source();
    try {
      for (this.#advance(source); ; ) {
        const news = await this.#mailbox.take();
        if (this.#stop.signal.aborted) return;
        if ('source' in news && news.source !== source) continue;
        if (news.kind === 'end') throw news.error;
        for (const input of this.#inputs(news)) yield this.#step(input);
        if (this.#fleet.over) return;
        const deaf = this.#isDeaf;
        if (deaf) source = this.#source();
        if (deaf || news.kind === 'source') this.#advance(source);
        this.#alarm.set(this.#nextAlarm());
      }
    } finally {
      signal?.removeEventListener('abort', end);
      this.#stop.abort();
      this.#alarm.set(null);
      this.#checks?.close();
      await source.return?.();
    }
  }

  /** Leaves the one before to its end. */
  #source(): Source {
    const { clock, random, pollMs, labels } = this.#options;
    this.#reading.abort();
    this.#reading = new AbortController();
    this.#isDeaf = false;
    const signal = AbortSignal.any([this.#reading.signal, this.#stop.signal]);
    if (pollMs !== undefined) return pollEngine(this.#http, { clock, pollMs, signal, labels });
    const scope = this.#scope && { container: this.#scope.id };
    return followEvents(this.#http, { clock, random, signal, labels, ...scope });
  }

  #advance(source: Source): void {
    source.next().then(
      ({ value }) => this.#mailbox.put({ kind: 'source', source, item: value }),
      (error: unknown) => this.#mailbox.put({ kind: 'end', source, error }),
    );
  }

  #inputs(news: Exclude<News, { kind: 'end' }>): readonly FleetInput[] {
    switch (news.kind) {
      case 'source':
        return this.#learn(news.item);
      case 'answer':
        if (news.input.kind === 'listed') this.#heardAt = this.#options.clock.monotonic();
        return [this.#throughChecks(this.#throughSelection(news.input))];
      case 'alarm':
        return this.#due();
      case 'turn':
        news.work();
        return this.#probed.splice(0);
    }
  }

  /** The engine's answer as it would be if it had only the selected containers. */
  #throughSelection(input: FleetInput): FleetInput {
    const { select } = this.#options;
    if (!select) return input;
    if (input.kind === 'listed') return { ...input, containers: input.containers.filter(select) };
    if (input.kind !== 'inspected' || !input.container || select(input.container)) return input;
    return { ...input, container: null };
  }

  /** And as it would be if it ran the checks that are hale's. */
  #throughChecks(input: FleetInput): FleetInput {
    if (!this.#checks) return input;
    if (input.kind === 'listed') return { ...input, containers: this.#checks.listed(input.containers) };
    if (input.kind !== 'inspected') return input;
    if (input.container) return { ...input, container: this.#checks.inspected(input.container, input.at) };
    this.#checks.gone(input.id);
    return input;
  }

  #learn(item: Followed | Polled): readonly FleetInput[] {
    if (item.kind !== 'lost') this.#heardAt = this.#options.clock.monotonic();
    switch (item.kind) {
      case 'connected':
        this.#engine = item.engine;
        this.#error = null;
        this.#ahead = engineNow(item.engine.date, item.at) - item.at;
        this.#checks?.connected(item.engine);
        return [this.#connected(item.engine)];
      case 'lost':
        this.#error = item.error;
        this.#checks?.lost();
        return [{ kind: 'lost', at: this.#now() }];
      case 'event':
        return this.#isNews(item.event) ? [item] : [];
      case 'overflow':
        this.#options.log?.warn('events were lost: looking again', { dropped: item.dropped });
        return [{ kind: 'reconcile' }];
      case 'due':
        return [{ kind: 'reconcile' }];
    }
  }

  #isNews(event: EngineEvent): boolean {
    const { select } = this.#options;
    return select?.(event) !== false && this.#checks?.event(event) !== false;
  }

  #connected({ kind }: Engine): FleetInput {
    const streaming = this.#options.pollMs === undefined;
    // Podman's own clean-up can overtake its stop, which then goes untold.
    return { kind: 'connected', at: this.#now(), streaming, asksTold: kind === 'docker' };
  }

  #due(): readonly FleetInput[] {
    const time: FleetInput = { kind: 'time', at: this.#now() };
    const look = this.#lookAt !== null && this.#options.clock.monotonic() >= this.#lookAt;
    const doubted = this.#checks?.unproven() ?? [];
    const inputs = [time, ...doubted.map((id): FleetInput => ({ kind: 'doubted', id }))];
    if (!look) return inputs;
    this.#proofUntil = this.#options.clock.monotonic() + PROOF_MS;
    return [...inputs, { kind: 'reconcile' }];
  }

  #step(input: FleetInput): FleetStep {
    const { clock, pollMs, reconcileMs = RECONCILE_MS } = this.#options;
    if (input.kind === 'lost' || pollMs !== undefined) this.#lookAt = null;
    else if (input.kind === 'connected' || input.kind === 'reconcile')
      this.#lookAt = clock.monotonic() + reconcileMs;
    const step = this.#fleet.step(input);
    if (this.#engine) for (const command of step.commands) this.#caller.call(this.#engine, command);
    if (clock.monotonic() < this.#proofUntil) this.#listen(step);
    return step;
  }

  /** A connection that something on the way has dropped can stand for ever, in silence, while other calls go through. */
  #listen({ transitions }: FleetStep): void {
    const missed = transitions.find(({ cause }) => cause === 'reconcile');
    if (!missed || this.#options.pollMs !== undefined) return;
    this.#options.log?.warn('the event stream did not tell of a change: reading it anew', {
      subject: missed.subject,
    });
    this.#proofUntil = Number.NEGATIVE_INFINITY;
    this.#isDeaf = true;
  }

  #listFailed(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.#options.log?.warn('cannot list the containers', { error: String(error) });
    this.#error = error instanceof HaleError ? error : null;
    this.#lookAt = this.#options.clock.monotonic() + RELIST_MS;
    this.#alarm.set(this.#nextAlarm());
  }

  #nextAlarm(): number | null {
    const { clock } = this.#options;
    const { wakeAt } = this.#fleet;
    const wake = wakeAt === null ? null : clock.monotonic() + Math.max(0, wakeAt - this.#now());
    const times = [wake, this.#lookAt, this.#checks?.wakeAt ?? null].filter((time) => time !== null);
    return times.length > 0 ? Math.min(...times) : null;
  }

  #now(): number {
    return this.#options.clock.now() + this.#ahead;
  }
}
