import {
  type DeadLetter,
  type Delivery,
  type DestinationState,
  isIdle,
  type JournalEntry,
  type Outbox,
  type OutboxChanges,
  type PositionedEntry,
  plan,
} from '@hale/core';
import type { Destination } from '../destination.ts';

/** An outbox in memory, for tests of those who deliver. */
export class MemoryOutbox implements Outbox {
  readonly dead: DeadLetter[] = [];
  readonly entries: PositionedEntry[] = [];
  readonly #rows = new Map<string, Delivery>();
  readonly #states = new Map<string, DestinationState>();

  get rows(): readonly Delivery[] {
    return [...this.#rows.values()];
  }

  /** As an agent does: the entry, and what the destinations should now know. */
  commit(entry: JournalEntry, destinations: readonly Destination[], now: number): void {
    this.entries.push({ position: this.entries.length + 1, entry });
    for (const { name, rules, transport } of destinations) {
      if (transport.capabilities.delivery === 'event') continue;
      const before = this.#rows.get(keyOf({ destination: name, subject: entry.subject })) ?? null;
      const next = plan(before, entry, name, rules, now);
      if (next) this.#put(next);
      else if (before) this.#rows.delete(keyOf(before));
    }
  }

  async due(destination: string, now: number, limit: number): Promise<readonly Delivery[]> {
    const due = this.#waiting(destination).filter(({ at }) => at <= now);
    return due.slice(0, limit).map(({ row }) => row);
  }

  async nextDue(destination: string): Promise<number | null> {
    return this.#waiting(destination)[0]?.at ?? null;
  }

  async deliveries(destination: string, subjects: readonly string[]): Promise<readonly Delivery[]> {
    return this.rows.filter((row) => row.destination === destination && subjects.includes(row.subject));
  }

  async destinations(): Promise<readonly DestinationState[]> {
    return [...this.#states.values()];
  }

  async entriesAfter(position: number, limit: number): Promise<readonly PositionedEntry[]> {
    return this.entries.filter((entry) => entry.position > position).slice(0, limit);
  }

  async save({
    deliveries = [],
    settled = [],
    destinations = [],
    dead = [],
  }: OutboxChanges): Promise<boolean> {
    const fresh = (row: Delivery): boolean => (this.#rows.get(keyOf(row))?.version ?? 0) === row.version;
    const current = (state: DestinationState): boolean =>
      (this.#states.get(state.name)?.version ?? 0) === state.version;
    if (![...deliveries, ...settled].every(fresh) || !destinations.every(current)) return false;
    for (const row of deliveries) this.#put(row);
    for (const row of settled) this.#rows.delete(keyOf(row));
    for (const state of destinations) this.#states.set(state.name, { ...state, version: state.version + 1 });
    this.dead.push(...dead);
    return true;
  }

  #put(row: Delivery): void {
    if (isIdle(row)) throw new Error(`${keyOf(row)} is idle, and to be stored`);
    this.#rows.set(keyOf(row), { ...row, version: row.version + 1 });
  }

  #waiting(destination: string): readonly { readonly row: Delivery; readonly at: number }[] {
    return this.rows
      .filter((row) => row.destination === destination)
      .flatMap((row) => {
        const at = row.leaseUntil ?? row.dueAt;
        return at === null ? [] : [{ row, at }];
      })
      .toSorted((a, b) => a.at - b.at);
  }
}

function keyOf({ destination, subject }: Pick<Delivery, 'destination' | 'subject'>): string {
  return `${destination} ${subject}`;
}
