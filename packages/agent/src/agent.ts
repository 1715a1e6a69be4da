import { type JournalNews, NewsCaller, Silencer, type Status } from '@hale/api';
import {
  type Clock,
  destinationSubject,
  type Hash,
  type Http,
  type JournalEntry,
  type Log,
  type Random,
  type Signal,
  type Transition,
  transitionContainer,
} from '@hale/core';
import type { AgentStore } from '@hale/store';
import { type Destination, type DestinationView, Dispatch, type Sender } from '@hale/transport';
import { Audience } from './audience.ts';
import type { ChecksView } from './check/checks.ts';
import { Chores } from './chores.ts';
import { countCalls, type EngineCallCounts } from './engine-calls.ts';
import type { FleetStep, RememberedFleet } from './fleet-input.ts';
import { Recorder } from './recorder.ts';
import { recorderOptions } from './recorder-options.ts';
import { statusOf } from './status.ts';
import { HubLink, type HubLinkView, type HubOptions } from './sync/hub-link.ts';
import type { ContainerView } from './view.ts';
import { ContainerWatch, type EngineView, type WatchOptions } from './watch.ts';
import type { Watch } from './watch-containers.ts';

/** Steps that may wait for the disk; then the engine's events wait in their own queue, which knows how to overflow. */
export const STEPS_LIMIT = 1_000;
/** After a batch that the store did not take. */
const RERECORD_MS = 5_000;

export interface AgentOptions {
  /** To the engine. */
  readonly http: Http;
  /** To the receivers. */
  readonly internet: Http;
  readonly store: AgentStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly hash: Hash;
  readonly sender: Sender;
  readonly destinations?: readonly Destination[];
  /** Whether a probe's output may leave this machine, its secrets masked. Default true. */
  readonly output?: boolean;
  /** Called with GET each minute, as long as hale sees its engine. */
  readonly pingUrl?: string;
  /** Reported to, besides all that. */
  readonly hub?: HubOptions;
  readonly log?: Log;
  /** What whoever has put it together knows to be wrong, a sentence each. */
  readonly troubles?: () => readonly string[];
  readonly watch?: Pick<WatchOptions, 'checks' | 'select' | 'labels' | 'pollMs' | 'reconcileMs'>;
}

/** What an agent is at. */
export interface AgentView {
  readonly engine: EngineView;
  readonly calls: EngineCallCounts;
  readonly destinations: readonly DestinationView[];
  /** `null`: it reports to none. */
  readonly hub: HubLinkView | null;
  /** Steps that are not yet on disk. */
  readonly unrecorded: number;
  /** Changes that a listener was too slow for. */
  readonly unheard: number;
}

/**
 * Watches the containers of one engine, remembers what it has seen, and tells whoever must know. What is told is durable first; what
 * was durable before a crash is gone on from after it.
 */
export class Agent {
  readonly #options: AgentOptions;
  readonly #recorder: Recorder;
  readonly #goesOn: boolean;
  readonly #watch: ContainerWatch;
  readonly #stop = new AbortController();
  readonly #calls: EngineCallCounts;
  readonly #dispatch: Dispatch;
  readonly #hub: HubLink | null;
  readonly #audience = new Audience<Transition>();
  readonly #news = new NewsCaller();
  readonly #steps: FleetStep[] = [];
  /** When the oldest of them came, on the monotonic scale. */
  #waitingSince: number | null = null;
  #turned = deferred();
  #introduced = false;
  #pumped = false;

  private constructor(options: AgentOptions, recorder: Recorder, remembered: RememberedFleet | null) {
    const {
      http,
      internet,
      store,
      clock,
      random,
      hash,
      sender,
      destinations = [],
      output = true,
      log,
      watch,
    } = options;
    this.#options = options;
    this.#recorder = recorder;
    this.#goesOn = (remembered?.monitors.length ?? 0) > 0;
    const counted = countCalls(http);
    this.#calls = counted.counts;
    this.#watch = new ContainerWatch(counted.http, {
      ...watch,
      clock,
      random,
      signal: this.#stop.signal,
      ...(log && { log }),
      ...(remembered && { remembered }),
    });
    this.#dispatch = new Dispatch({
      outbox: store,
      destinations,
      http: internet,
      clock,
      random,
      hash,
      sender,
      output,
      ...(log && { log }),
      onDisabled: (name) => this.#tellOf(name, 'unhealthy'),
      onEnabled: (name) => this.#tellOf(name, 'running'),
    });
    this.#hub = this.#link(options);
  }

  /** Loads what the store remembers; nothing is watched until `run`. */
  static async open(options: AgentOptions): Promise<Agent> {
    const { recorder, remembered } = await Recorder.open(recorderOptions(options));
    return new Agent(options, recorder, remembered);
  }

  get view(): AgentView {
    return {
      engine: this.#watch.engine,
      calls: this.#calls,
      destinations: this.#dispatch.view,
      hub: this.#hub?.view ?? null,
      unrecorded: this.#steps.length,
      unheard: this.#audience.dropped,
    };
  }

  get status(): Status {
    const waitedMs = this.#waitingSince === null ? 0 : this.#options.clock.monotonic() - this.#waitingSince;
    return statusOf(this.view, { waitedMs, troubles: this.#options.troubles?.() ?? [] });
  }

  /**
   * For a screen: what is there, and each change once it is on disk. The loop first gives one transition for each container that is
   * there, by `baseline`. It may be slow: others do not wait for it.
   */
  changes(): Watch {
    const heard = this.#audience.listen();
    const watch = this.#watch;
    return {
      containers: () => this.containers(),
      get engine() {
        return watch.engine;
      },
      get checks() {
        return watch.checks;
      },
      [Symbol.asyncIterator]: () => heard,
    };
  }

  /** Time as it has it. */
  get clock(): Clock {
    return this.#options.clock;
  }

  /** What it remembers: to be read, and asked for a delivery again. */
  get store(): AgentStore {
    return this.#options.store;
  }

  /** By whom its messages are sent: its host's name, and the version of hale. */
  get sender(): Sender {
    return this.#options.sender;
  }

  get log(): Log | undefined {
    return this.#options.log;
  }

  /** As they are now; complete once the engine is `in-sight`. */
  containers(): readonly ContainerView[] {
    return this.#recorder.withFlapping(this.#watch.containers());
  }

  /** The checks that hale runs, and what is wrong with any; `null`: it was not asked to run any. */
  get checks(): ChecksView | null {
    return this.#watch.checks;
  }

  /** Who runs which check, and to have one run now; `null` as with `checks`. */
  get asking(): ContainerWatch['asking'] {
    return this.#watch.asking;
  }

  get news(): JournalNews {
    return this.#news;
  }

  /** See `ContainerWatch`. */
  get heardAgoMs(): number | null {
    return this.#watch.heardAgoMs;
  }

  /** To have nobody told of a subject for a while. */
  get silencer(): Silencer {
    const { store, destinations = [], clock } = this.#options;
    return new Silencer({
      store,
      destinations,
      now: () => clock.now(),
      changed: () => this.#dispatch.wake(),
    });
  }

  /** Watches until the signal is aborted, then records and delivers what is under way. Once only. */
  async run(signal: Signal): Promise<void> {
    const { clock, store, internet, sender, pingUrl, log } = this.#options;
    const delivering = new AbortController();
    const reporting = new AbortController();
    const end = (): void => {
      this.#stop.abort();
      this.#turn();
    };
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    const chores = new Chores({
      clock,
      store,
      recorder: this.#recorder,
      recorded: (entries) => this.#tell(entries),
      internet,
      sender,
      isAlive: () => this.status.status !== 'fail',
      ...(pingUrl !== undefined && { pingUrl }),
      ...(log && { log }),
    });
    let others: Promise<unknown> = Promise.resolve();
    try {
      // What is under way is nobody's any more only until this dispatch begins.
      await this.#dispatch.prepare({ alone: true });
      others = Promise.all([
        chores.run(this.#stop.signal),
        this.#dispatch.run(delivering.signal),
        this.#hub?.run(reporting.signal),
      ]);
      await Promise.race([Promise.all([this.#pump(), this.#record()]), others]);
      await this.#recorder.flush();
    } finally {
      signal.removeEventListener('abort', end);
      end();
      delivering.abort();
      reporting.abort();
      this.#audience.close();
      this.#news.end();
    }
    await others;
  }

  #link({ hub, store, clock, random, hash, sender, output = true, log }: AgentOptions): HubLink | null {
    if (hub === undefined) return null;
    return new HubLink({
      ...hub,
      store,
      recorder: this.#recorder,
      recorded: (entries) => this.#tell(entries),
      news: this.#news,
      clock,
      random,
      hash,
      engine: () => this.#watch.engine.sight,
      version: sender.version,
      output,
      ...(log && { log }),
    });
  }

  /** Takes what the watch finds, whatever the disk does. */
  async #pump(): Promise<void> {
    try {
      for await (const step of this.#watch.steps()) {
        this.#waitingSince ??= this.#options.clock.monotonic();
        this.#steps.push(step);
        this.#turn();
        while (this.#steps.length >= STEPS_LIMIT && !this.#stop.signal.aborted) await this.#turned.promise;
      }
    } finally {
      this.#pumped = true;
      this.#stop.abort();
      this.#turn();
    }
  }

  /** Everything that has come meanwhile goes in one batch. */
  async #record(): Promise<void> {
    for (;;) {
      while (this.#steps.length === 0) {
        if (this.#pumped) return;
        await this.#turned.promise;
      }
      const taken = this.#steps.slice();
      const entries = await this.#untilWritten(() => this.#recorder.record(taken));
      this.#steps.splice(0, taken.length);
      this.#waitingSince = this.#steps.length === 0 ? null : this.#options.clock.monotonic();
      this.#introduce();
      this.#tell(entries);
      this.#turn();
    }
  }

  /** A disk that is full may be emptied. Until then nothing is told, and `status` says so. */
  async #untilWritten(write: () => Promise<readonly JournalEntry[]>): Promise<readonly JournalEntry[]> {
    const { clock, log } = this.#options;
    const { signal } = this.#stop;
    for (let attempt = write; ; attempt = () => this.#recorder.flush()) {
      try {
        return await attempt();
      } catch (error) {
        log?.error('cannot record', { error: String(error) });
        if (signal.aborted) throw error;
        await clock.sleepUntil(clock.monotonic() + RERECORD_MS, signal).catch(() => undefined);
      }
    }
  }

  #tell(entries: readonly JournalEntry[]): void {
    for (const entry of entries) this.#audience.tell(entry);
    if (entries.length > 0) this.#dispatch.wake();
    this.#news.grown(entries);
  }

  /** What was known before hale was started is no change, but who looks now has not seen it. */
  #introduce(): void {
    if (this.#introduced || this.#watch.engine.sight !== 'in-sight') return;
    this.#introduced = true;
    if (!this.#goesOn) return;
    for (const { subject, condition, since, container } of this.#watch.containers())
      this.#audience.tell({
        at: since?.at ?? this.#options.clock.now(),
        subject,
        from: null,
        to: condition,
        cause: 'baseline',
        container: transitionContainer(container, condition),
      });
  }

  #tellOf(destination: string, to: 'unhealthy' | 'running'): void {
    const at = this.#options.clock.now();
    const subject = destinationSubject(destination);
    this.#recorder.tell({ at, subject, from: null, to, cause: 'delivery' }).then(
      (entries) => this.#tell(entries),
      (error: unknown) => this.#options.log?.error('cannot record', { error: String(error) }),
    );
  }

  /** Whoever waits for a change of the queue looks again. */
  #turn(): void {
    this.#turned.resolve();
    this.#turned = deferred();
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  return Promise.withResolvers<void>();
}
