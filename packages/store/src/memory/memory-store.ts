import type { Delivery, JournalEntry, Monitor, OutboxChanges, Tip } from '@hale/core';
import type { AgentStore, Batch, SubjectState } from '../agent-store.ts';
import type { HistoryQuery, SilenceChange } from '../records.ts';
import { REMOVED_SUBJECT_MS, SLICE_ROWS } from '../retention.ts';
import { NOTHING, type Snapshot } from '../snapshot.ts';
import { tipAfter } from '../tip-after.ts';
import { MemoryJournal } from './journal.ts';
import { MemoryOutbox } from './outbox.ts';
import { MemorySilences } from './silences.ts';

/** An agent's store that lasts as long as its process. Its journal is bounded: see `MAX_ENTRIES`. */
export interface MemoryStore extends AgentStore {
  /** Entries that a full journal has let go of before they expired. */
  readonly dropped: number;
  /** Of the newest entry. */
  readonly position: number;
  /** All there is. */
  snapshot(): Snapshot;
}

/** `from`: goes on where another store stands, at positions that follow its own. */
export function createMemoryStore(from: Snapshot = NOTHING): MemoryStore {
  return new PlainStore(from);
}

class PlainStore implements MemoryStore {
  #tip: Tip | null;
  #engineLost: boolean;
  readonly #monitors: Map<string, Monitor>;
  readonly #subjects: Map<string, SubjectState>;
  readonly #journal: MemoryJournal;
  readonly #outbox: MemoryOutbox;
  readonly #silences: MemorySilences;

  constructor(from: Snapshot) {
    this.#tip = from.tip;
    this.#engineLost = from.engineLost;
    this.#monitors = new Map(from.monitors.map((monitor) => [monitor.container.id, monitor]));
    this.#subjects = new Map(from.subjects.map((state) => [state.subject, state]));
    this.#journal = new MemoryJournal(from.entries, from.position);
    this.#outbox = new MemoryOutbox(from);
    this.#silences = new MemorySilences(from.silences);
  }

  get dropped(): number {
    return this.#journal.dropped;
  }

  get position(): number {
    return this.#journal.position;
  }

  load = async () => ({
    tip: this.#tip,
    engineLost: this.#engineLost,
    monitors: [...this.#monitors.values()],
    subjects: [...this.#subjects.values()],
  });

  commit = async (batch: Batch) => {
    if (!same(this.#tip, batch.tip) || !this.#silences.stands(batch.silences)) return false;
    if (!this.#outbox.stands(batch)) return false;
    this.#tip = tipAfter(batch);
    this.#journal.add(batch.entries);
    this.#engineLost = batch.engineLost;
    for (const id of batch.forgotten) this.#monitors.delete(id);
    for (const monitor of batch.monitors) this.#monitors.set(monitor.container.id, monitor);
    for (const state of batch.subjects) this.#subjects.set(state.subject, state);
    this.#outbox.change(batch);
    return true;
  };

  chain = async (epoch: string, after: number, limit: number) => this.#journal.chain(epoch, after, limit);
  earlier = async (epoch: string, limit: number) => this.#journal.earlier(epoch, limit);
  behind = async (epoch: string, after: number) => this.#journal.behind(epoch, after);
  believed = async () => ({ tip: this.#tip, subjects: [...this.#subjects.values()] });

  save = async (changes: OutboxChanges) => {
    if (!this.#outbox.stands(changes)) return false;
    this.#outbox.change(changes);
    return true;
  };

  silences = async () => this.#silences.list();

  silence = async (change: SilenceChange) => {
    const { deliveries: rows } = this.#outbox.outstanding(Number.MAX_SAFE_INTEGER);
    if (!this.#silences.mayChange(change, rows) || !this.#outbox.stands(change)) return false;
    this.#silences.change(change);
    this.#outbox.change(change);
    return true;
  };

  due = async (destination: string, now: number, limit: number): Promise<readonly Delivery[]> =>
    this.#outbox.due(destination, now, limit);
  nextDue = async (destination: string) => this.#outbox.nextDue(destination);
  deliveries = async (destination: string, subjects: readonly string[]) =>
    this.#outbox.deliveries(destination, subjects);
  destinations = async () => this.#outbox.destinations();
  outstanding = async (limit: number) => this.#outbox.outstanding(limit);

  entriesAfter = async (position: number, limit: number) =>
    this.#journal.after(position, limit).map(({ position, entry }) => ({ position, entry }));
  history = async (query: HistoryQuery): Promise<readonly JournalEntry[]> => this.#journal.history(query);
  days = async (query: { readonly subject?: string; readonly from: number; readonly limit: number }) =>
    this.#journal.days(query);

  prune = async (now: number) =>
    this.#journal.prune(now, this.#outbox.read()) ||
    this.#pruneSubjects(now) ||
    this.#outbox.prune(now) ||
    this.#silences.prune(now);

  close = async () => undefined;

  snapshot(): Snapshot {
    return {
      tip: this.#tip,
      engineLost: this.#engineLost,
      monitors: [...this.#monitors.values()],
      subjects: [...this.#subjects.values()],
      ...this.#outbox.outstanding(Number.MAX_SAFE_INTEGER),
      destinations: this.#outbox.destinations(),
      silences: this.#silences.list(),
      entries: this.#journal.after(0, Number.MAX_SAFE_INTEGER),
      position: this.position,
    };
  }

  #pruneSubjects(now: number): number {
    const gone = [...this.#subjects.values()]
      .filter(({ last }) => last.to === 'removed' && last.at < now - REMOVED_SUBJECT_MS)
      .filter(({ subject }) => !this.#outbox.knows(subject))
      .slice(0, SLICE_ROWS);
    for (const { subject } of gone) this.#subjects.delete(subject);
    return gone.length;
  }
}

function same(a: Tip | null, b: Tip | null): boolean {
  return a?.epoch === b?.epoch && a?.seq === b?.seq && a?.chain === b?.chain;
}
