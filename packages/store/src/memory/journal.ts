import { type ChainedEntry, type DayShare, dayShares, type JournalEntry } from '@hale/core';
import type { Behind } from '../agent-store.ts';
import type { HistoryQuery } from '../records.ts';
import { expiredUpTo, OUTPUT_MS, oldestDay, SLICE_ROWS } from '../retention.ts';
import type { StoredEntry } from '../stored-entry.ts';

/** Entries that are kept in memory; of more the oldest go, and are counted. */
export const MAX_ENTRIES = 10_000;

export class MemoryJournal {
  #entries: StoredEntry[];
  #position: number;
  #dropped = 0;
  readonly #days = new Map<string, DayShare>();

  constructor(entries: readonly StoredEntry[], position: number) {
    this.#entries = entries.slice(-MAX_ENTRIES);
    this.#position = position;
  }

  /** Of the newest entry ever added. */
  get position(): number {
    return this.#position;
  }

  get dropped(): number {
    return this.#dropped;
  }

  add(entries: readonly ChainedEntry[]): void {
    for (const chained of entries) {
      this.#position += 1;
      this.#entries.push({ ...chained, position: this.#position });
      for (const share of dayShares(chained.entry)) this.#addDay(share);
    }
    const over = this.#entries.length - MAX_ENTRIES;
    if (over <= 0) return;
    this.#entries = this.#entries.slice(over);
    this.#dropped += over;
  }

  after(position: number, limit: number): readonly StoredEntry[] {
    const first = this.#entries.findIndex((entry) => entry.position > position);
    return first === -1 ? [] : this.#entries.slice(first, first + limit);
  }

  chain(epoch: string, after: number, limit: number): readonly StoredEntry[] {
    return this.#entries.filter(({ entry }) => entry.epoch === epoch && entry.seq > after).slice(0, limit);
  }

  earlier(epoch: string, limit: number): readonly Pick<JournalEntry, 'epoch' | 'seq'>[] {
    const last = new Map(
      this.#entries.filter(({ entry }) => entry.epoch !== epoch).map(({ entry }) => [entry.epoch, entry.seq]),
    );
    return Array.from(last, ([of, seq]) => ({ epoch: of, seq }))
      .toReversed()
      .slice(0, limit);
  }

  behind(epoch: string, after: number): Behind {
    const entries = this.chain(epoch, after, MAX_ENTRIES).map(({ entry }) => entry);
    return {
      entries: entries.length,
      bytes: entries.reduce((sum, entry) => sum + JSON.stringify(entry).length, 0),
      oldestAt: entries.length > 0 ? Math.min(...entries.map(({ at }) => at)) : null,
    };
  }

  history({ subject, since, before, limit }: HistoryQuery): readonly JournalEntry[] {
    const end =
      before &&
      this.#entries.findIndex(({ entry: { epoch, seq } }) => epoch === before.epoch && seq === before.seq);
    return this.#entries
      .slice(0, end === undefined ? undefined : Math.max(0, end))
      .filter(({ entry }) => subject === undefined || entry.subject === subject)
      .filter(({ entry }) => since === undefined || entry.at >= since)
      .toReversed()
      .slice(0, limit)
      .map(({ entry }) => entry);
  }

  days({
    subject,
    from,
    limit,
  }: {
    readonly subject?: string;
    readonly from: number;
    readonly limit: number;
  }): readonly DayShare[] {
    return [...this.#days.values()]
      .filter((share) => share.day >= from && (subject === undefined || share.subject === subject))
      .toSorted((a, b) => a.day - b.day || (a.subject < b.subject ? -1 : 1))
      .slice(0, limit);
  }

  /** `read`: the position that the slowest destination has read up to. */
  prune(now: number, read: number | null): number {
    return this.#pruneOutputs(now) || this.#pruneEntries(now, read) || this.#pruneDays(now);
  }

  #addDay(share: DayShare): void {
    const key = `${share.day} ${share.subject}`;
    const before = this.#days.get(key);
    this.#days.set(key, {
      ...share,
      upMs: share.upMs + (before?.upMs ?? 0),
      downMs: share.downMs + (before?.downMs ?? 0),
      startingMs: share.startingMs + (before?.startingMs ?? 0),
      excludedMs: share.excludedMs + (before?.excludedMs ?? 0),
    });
  }

  #pruneOutputs(now: number): number {
    let gone = 0;
    this.#entries = this.#entries.map((stored) => {
      const { entry } = stored;
      const { container } = entry;
      const fresh = !container || container.output === null || entry.at >= now - OUTPUT_MS;
      if (fresh || gone === SLICE_ROWS) return stored;
      gone += 1;
      return { ...stored, entry: { ...entry, container: { ...container, output: null } } };
    });
    return gone;
  }

  #pruneEntries(now: number, read: number | null): number {
    const oldest = this.#entries
      .slice(0, SLICE_ROWS)
      .map(({ position, entry }) => ({ position, at: entry.at }));
    const upTo = expiredUpTo({ oldest, position: this.#position, read }, now);
    const before = this.#entries.length;
    this.#entries = this.#entries.filter(({ position }) => position > upTo);
    return before - this.#entries.length;
  }

  #pruneDays(now: number): number {
    const old = [...this.#days].filter(([, { day }]) => day < oldestDay(now)).slice(0, SLICE_ROWS);
    for (const [key] of old) this.#days.delete(key);
    return old.length;
  }
}
