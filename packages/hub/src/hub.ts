import { type JournalNews, NewsCaller, Silencer, type Status } from '@hale/api';
import { type Clock, destinationSubject, HaleError, type Log, newJournal, type Signal } from '@hale/core';
import type { ApiToken, HubIdentity, HubStore } from '@hale/store/hub';
import { type DestinationView, Dispatch, type Sender } from '@hale/transport';
import { endConflicts } from './conflicts.ts';
import { Counts } from './counts.ts';
import { Enrolment } from './enrolment.ts';
import { Ledger, MAX_CONFLICTS } from './ledger.ts';
import { tellNewcomers } from './newcomers.ts';
import type { HubOptions } from './options.ts';
import type { OwnChange } from './own-entries.ts';
import { Replication } from './replication.ts';
import { lookAtRestless } from './restless.ts';
import { SnapshotSlots } from './snapshot-slots.ts';
import { hubStatus } from './status.ts';
import { SWEEP_MS, Sweep } from './sweep.ts';
import { Teller } from './teller.ts';
import { termsFor } from './terms.ts';

const MINUTE_MS = 60_000;
/** The number of agents is not counted more often. */
const COUNT_MS = 10_000;
const SLICES_A_ROUND = 20;
const NAME_LETTERS = 26;

/** Gathers what agents report, judges who is there, and tells of all of them. What an agent is told to be stored is on disk. */
export class Hub {
  readonly identity: HubIdentity;
  readonly enrolment: Enrolment;
  readonly replication: Replication;
  readonly silencer: Silencer;
  readonly counts = new Counts();
  readonly #options: HubOptions;
  readonly #news = new NewsCaller();
  readonly #dispatch: Dispatch;
  readonly #ledger: Ledger;
  readonly #sweep: Sweep;
  #counted: { readonly syncMs: number; readonly at: number } | null = null;
  #troubles: readonly string[] = [];

  private constructor(options: HubOptions, identity: HubIdentity) {
    const {
      store,
      clock,
      random,
      hash,
      secret,
      internet,
      sender,
      destinations = [],
      output = true,
      log,
    } = options;
    this.#options = options;
    this.identity = identity;
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
    const newName = (): string => nameOf(random);
    const syncMs = (): Promise<number> => this.#syncMs();
    this.#ledger = new Ledger({
      store,
      teller: new Teller(store, destinations),
      clock,
      hash,
      news: this.#news,
      counts: this.counts,
      wake: () => this.#dispatch.wake(),
    });
    const shared = { store, ledger: this.#ledger, clock, ...(log && { log }) };
    this.enrolment = new Enrolment({ ...shared, random, hash, newName, secret });
    const slots = new SnapshotSlots(() => clock.monotonic());
    this.replication = new Replication({ ...shared, hash, newName, syncMs, slots });
    this.#sweep = new Sweep({ ...shared, syncMs });
    this.silencer = new Silencer({
      store,
      destinations: destinations.filter(({ transport }) => transport.capabilities.delivery === 'state'),
      now: () => clock.now(),
      changed: () => this.wake(),
    });
  }

  /** Goes on from what the store holds, or begins. `token`: of whoever runs it, made at the first start; it can be shown this once. */
  static async open(options: HubOptions): Promise<{ readonly hub: Hub; readonly token: string | null }> {
    const { store } = options;
    const token = await begin(options);
    const identity = await store.hub();
    if (identity === null)
      throw new HaleError('storage', 'the store does not say which hub this is', {
        hint: 'move its file away and start again',
      });
    return { hub: new Hub(options, identity), token };
  }

  get store(): HubStore {
    return this.#options.store;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  get sender(): Sender {
    return this.#options.sender;
  }

  get log(): Log | undefined {
    return this.#options.log;
  }

  get news(): JournalNews {
    return this.#news;
  }

  get destinations(): readonly DestinationView[] {
    return this.#dispatch.view;
  }

  /** Whether it can be relied on, and if not, why. */
  status(): Promise<Status> {
    const { store, clock } = this.#options;
    const now = clock.now();
    const { rejectedAt } = this.counts;
    return hubStatus(store, {
      now,
      failure: this.#ledger.failure,
      troubles: this.#troubles,
      destinations: this.destinations,
      rejectedAgoMs: rejectedAt === null ? null : now - rejectedAt,
    });
  }

  /** Something was changed in the store: looks at once. */
  wake(): void {
    this.#dispatch.wake();
  }

  /** Tells, and misses who is silent, until the signal is aborted. Once only. */
  async run(signal: Signal): Promise<void> {
    await this.#begin(signal);
    await Promise.all([this.#dispatch.run(signal), this.#sweeps(signal), this.#chores(signal)]);
    this.#news.end();
  }

  /** A disk that is full may have room in a while. */
  async #begin(signal: Signal): Promise<void> {
    const { store, clock, alone = true } = this.#options;
    for (let begun = false; !begun && !signal.aborted; ) {
      await this.#try('cannot begin to tell', async () => {
        await this.#dispatch.prepare({ alone });
        await tellNewcomers({ store, ledger: this.#ledger, clock });
        begun = true;
      });
      if (!begun) await clock.sleepUntil(clock.monotonic() + SWEEP_MS, signal).catch(() => undefined);
    }
  }

  async #sweeps(signal: Signal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      await this.#try('cannot look after the agents', () => this.#sweep.round());
      await clock.sleepUntil(clock.monotonic() + SWEEP_MS, signal).catch(() => undefined);
    }
  }

  async #chores(signal: Signal): Promise<void> {
    const { clock, store } = this.#options;
    while (!signal.aborted) {
      await clock.sleepUntil(clock.monotonic() + MINUTE_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      await this.#try('cannot keep the store in order', async () => {
        const shared = { store, ledger: this.#ledger, clock };
        await endConflicts(shared);
        await lookAtRestless(shared);
        for (let slice = 0; slice < SLICES_A_ROUND; slice += 1)
          if ((await store.prune(clock.now())) === 0) return;
      });
    }
  }

  async #try(failure: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#troubles = this.#troubles.filter((trouble) => !trouble.startsWith(failure));
    } catch (error) {
      this.#options.log?.error(failure, { error: String(error) });
      this.#troubles = [
        ...this.#troubles.filter((trouble) => !trouble.startsWith(failure)),
        `${failure}: ${String(error)}`,
      ];
    }
  }

  #tellOf(destination: string, to: 'unhealthy' | 'running'): void {
    const at = this.#options.clock.now();
    const transition = {
      at,
      subject: destinationSubject(destination),
      from: null,
      to,
      cause: 'delivery',
    } as const;
    this.#record({ transition, fromAt: null }).catch((error: unknown) =>
      this.#options.log?.error('cannot record', { error: String(error) }),
    );
  }

  async #record(change: OwnChange): Promise<void> {
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1)
      if (await this.#ledger.write({ batch: {}, own: [change] })) return;
    throw new HaleError('conflict', `somebody else writes: ${change.transition.subject} is not recorded`);
  }

  async #syncMs(): Promise<number> {
    const { store, clock, leastSyncMs } = this.#options;
    const now = clock.monotonic();
    if (this.#counted === null || now - this.#counted.at >= COUNT_MS) {
      const { live, lost } = await store.countAgents();
      this.#counted = { syncMs: termsFor(live + lost, leastSyncMs).syncMs, at: now };
    }
    return this.#counted.syncMs;
  }
}

async function begin({ store, clock, random, hash, secret }: HubOptions): Promise<string | null> {
  if ((await store.hub()) !== null) return null;
  const token = `hale_${secret()}`;
  const admin: ApiToken = { name: 'admin', sha256: await hash(token), scope: 'operate' };
  const identity = { id: nameOf(random), since: clock.now(), tip: newJournal(nameOf(random)) };
  return (await store.found(identity, admin)) ? token : null;
}

function nameOf(random: HubOptions['random']): string {
  return Array.from({ length: NAME_LETTERS }, () => Math.floor(random() * 32).toString(32)).join('');
}
