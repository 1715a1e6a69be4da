import {
  append,
  type Dated,
  type Delivery,
  HaleError,
  type Hash,
  isFailure,
  type JournalEntry,
  type Log,
  type Monitor,
  type NewsFor,
  newJournal,
  type Planned,
  planNews,
  silencedAt,
  type Tip,
  type Transition,
} from '@hale/core';
import type { AgentStore, Batch, Silences } from '@hale/store';
import { type Monitored, Subjects } from './subjects.ts';
import type { ContainerView } from './view.ts';

export interface RecorderOptions {
  readonly store: AgentStore;
  readonly hash: Hash;
  /** Names an epoch: never the same twice. */
  readonly newEpoch: () => string;
  /** Epoch milliseconds of this machine. */
  readonly now: () => number;
  /** Told the newest state of each subject: those that take every transition read the journal themselves. */
  readonly destinations: readonly NewsFor[];
  readonly log?: Log;
}

/** What one step of a fleet has to say. */
export interface Recordable extends Monitored {
  readonly engineLost: boolean;
}

/** So often a batch is made anew because somebody else has written what it was made from. */
const MAX_CONFLICTS = 20;

/**
 * Makes what a fleet has found durable: new state, journal entries and what each destination should now know, in one batch. Until
 * that is on disk nothing of it has happened.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #subjects: Subjects;
  #tip: Tip | null;
  /** Where the journal is to begin anew; `null`: it goes on. */
  #renewed: Tip | null = null;
  /** Not yet in the journal. */
  #pending: readonly Dated[] = [];
  /** Touched since they were last written, without a transition. */
  readonly #dirty = new Map<string, Monitor>();
  readonly #forgotten = new Set<string>();
  /** What flaps no more, by what was last said of it: to be told. */
  readonly #steady = new Map<string, JournalEntry>();
  #engineLost: boolean;
  /** As they were last read; that they have changed since, the store finds out. */
  #silences: Silences;
  /** One batch at a time: each is made from what the one before has left. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    options: RecorderOptions,
    { tip, subjects, monitors, engineLost }: Awaited<ReturnType<AgentStore['load']>>,
    silences: Silences,
  ) {
    this.#options = options;
    this.#tip = tip;
    this.#subjects = new Subjects(subjects, monitors);
    this.#engineLost = engineLost;
    this.#silences = silences;
  }

  /** Loads what is remembered, and plans what a new destination has missed: what is bad now. */
  static async open(options: RecorderOptions): Promise<{
    readonly recorder: Recorder;
    readonly remembered: { readonly monitors: readonly Monitor[]; readonly engineLost: boolean } | null;
  }> {
    const loaded = await options.store.load();
    const recorder = new Recorder(options, loaded, await options.store.silences());
    await recorder.#catchUp();
    const { monitors, engineLost, tip } = loaded;
    return { recorder, remembered: tip === null ? null : { monitors, engineLost } };
  }

  get tip(): Tip | null {
    return this.#tip;
  }

  /**
   * Records steps of a fleet, in order; resolves to the new entries once they are durable. What cannot be written goes with the next
   * batch, whoever asks for that: its entries come out there.
   */
  record(steps: readonly Recordable[]): Promise<readonly JournalEntry[]> {
    return this.#inTurn(() => {
      for (const step of steps) {
        this.#pending = [...this.#pending, ...this.#subjects.step(step)];
        this.#touch(step);
      }
      return this.#pending.length > 0;
    });
  }

  /** Of what is no container's: a destination that cannot be told. */
  tell(transition: Transition): Promise<readonly JournalEntry[]> {
    const step = { at: transition.at, transitions: [transition], monitors: [], forgotten: [] };
    return this.#inTurn(() => {
      this.#pending = [...this.#pending, ...this.#subjects.step(step)];
      return this.#pending.length > 0;
    });
  }

  /** A minute's look at what is quiet, which may have become steady; and all that `flush` does. */
  look(): Promise<readonly JournalEntry[]> {
    return this.#inTurn(() => {
      for (const last of this.#subjects.look()) this.#steady.set(last.subject, last);
      return this.#isUnwritten();
    });
  }

  /** What is seen of containers, with what only who remembers knows. */
  withFlapping(views: readonly ContainerView[]): readonly ContainerView[] {
    return views.map((view) => ({ ...view, flapping: this.#subjects.isFlapping(view.subject) }));
  }

  /** Writes what has changed without a transition, and what could not be written before. */
  flush(): Promise<readonly JournalEntry[]> {
    return this.#inTurn(() => this.#isUnwritten());
  }

  /** Names a journal that has no name yet, at once, so that it can be spoken of. */
  begin(): Promise<readonly JournalEntry[]> {
    return this.#inTurn(() => {
      if (this.#tip !== null) return false;
      this.#renewed ??= newJournal(this.#options.newEpoch());
      return true;
    });
  }

  /** Begins the journal anew, at once: whatever is written from here on is of another epoch. Does all that `flush` does. */
  renew(): Promise<readonly JournalEntry[]> {
    return this.#inTurn(() => {
      this.#renewed ??= newJournal(this.#options.newEpoch());
      return true;
    });
  }

  #isUnwritten(): boolean {
    if (this.#renewed || this.#subjects.touched) return true;
    const unwritten = [this.#pending.length, this.#dirty.size, this.#forgotten.size];
    return unwritten.some((count) => count > 0);
  }

  /** Lets go of subjects removed before `then`. */
  forget(then: number): void {
    this.#subjects.forget(then);
  }

  /** `change` says whether there is anything to write. */
  #inTurn(change: () => boolean): Promise<readonly JournalEntry[]> {
    const turn = this.#turn.then(() => (change() ? this.#commit() : []));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #touch({ monitors, forgotten, engineLost }: Recordable): void {
    for (const monitor of monitors) {
      this.#dirty.set(monitor.container.id, monitor);
      this.#forgotten.delete(monitor.container.id);
    }
    for (const id of forgotten) {
      this.#dirty.delete(id);
      this.#forgotten.add(id);
    }
    this.#engineLost = engineLost;
  }

  async #commit(): Promise<readonly JournalEntry[]> {
    const { store, hash, newEpoch, log } = this.#options;
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
      const before = this.#renewed ?? this.#tip ?? newJournal(newEpoch());
      const chained = await append(before, this.#pending, hash);
      const entries = chained.map(({ entry }) => entry);
      const { deliveries, settled } = await this.#plan([...this.#steady.values(), ...entries]);
      const batch = this.#batch({
        ...(this.#renewed && { renewed: this.#renewed }),
        entries: chained,
        monitors: [...this.#dirty.values()],
        forgotten: [...this.#forgotten],
        subjects: this.#subjects.record(entries),
        deliveries,
        settled,
      });
      if (await store.commit(batch)) {
        const last = chained.at(-1);
        const stays = this.#renewed ?? this.#tip;
        this.#tip = last ? { epoch: before.epoch, seq: last.entry.seq, chain: last.chain } : stays;
        this.#renewed = null;
        this.#pending = [];
        this.#dirty.clear();
        this.#forgotten.clear();
        this.#steady.clear();
        this.#subjects.recorded();
        return entries;
      }
      // A delivery was under way, somebody silences, or the journal begins anew.
      this.#silences = await store.silences();
      if (conflicts > 0) this.#tip = (await store.load()).tip;
      log?.debug('a commit met another', { conflicts: conflicts + 1 });
    }
    throw tooManyConflicts();
  }

  async #plan(entries: readonly JournalEntry[]): Promise<Pick<Batch, 'deliveries' | 'settled'>> {
    const subjects = [...new Set(entries.map(({ subject }) => subject))];
    const deliveries: Delivery[] = [];
    const settled: Delivery[] = [];
    for (const told of this.#options.destinations) {
      const rows = await this.#options.store.deliveries(told.name, subjects);
      const planned = this.#planNews(entries, rows, told);
      deliveries.push(...planned.deliveries);
      settled.push(...planned.settled);
    }
    return { deliveries, settled };
  }

  #planNews(entries: readonly JournalEntry[], rows: readonly Delivery[], told: NewsFor): Planned {
    const now = this.#options.now();
    const held = (subject: string) => ({
      silenced: silencedAt(this.#silences.all, subject, now),
      flapping: this.#subjects.isFlapping(subject),
    });
    return planNews(entries, rows, told, held, now);
  }

  /** What is bad already is told once to each destination, the new ones too. */
  async #catchUp(): Promise<void> {
    const { store, destinations } = this.#options;
    const bad = this.#subjects.states().filter(({ last }) => isFailure(last.to));
    const subjects = bad.map(({ subject }) => subject);
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
      const deliveries: Delivery[] = [];
      for (const told of destinations) {
        const known = new Set((await store.deliveries(told.name, subjects)).map(({ subject }) => subject));
        const missed = bad.filter(({ subject }) => !known.has(subject)).map(({ last }) => last);
        deliveries.push(...this.#planNews(missed, [], told).deliveries);
      }
      if (deliveries.length === 0 || (await store.commit(this.#batch({ deliveries })))) return;
      this.#tip = (await store.load()).tip;
      this.#silences = await store.silences();
    }
    throw tooManyConflicts();
  }

  #batch(change: Partial<Batch>): Batch {
    return {
      tip: this.#tip,
      entries: [],
      engineLost: this.#engineLost,
      silences: this.#silences.version,
      monitors: [],
      forgotten: [],
      subjects: [],
      deliveries: [],
      settled: [],
      ...change,
    };
  }
}

function tooManyConflicts(): HaleError {
  return new HaleError(
    'conflict',
    `somebody else writes to the store: ${MAX_CONFLICTS} batches met another`,
    { hint: 'make sure that only one hale uses this store' },
  );
}
