import type { DeadLetter, Delivery, DestinationState, OutboxChanges } from '@hale/core';
import { DEAD_LETTER_MS, DEAD_LETTER_ROWS, SLICE_ROWS } from '../retention.ts';
import type { Snapshot } from '../snapshot.ts';

/** Deliveries, destinations and dead letters, as one process remembers them. */
export class MemoryOutbox {
  readonly #deliveries: Map<string, Delivery>;
  readonly #destinations: Map<string, DestinationState>;
  readonly #dead: Map<string, DeadLetter>;

  constructor({ deliveries, destinations, dead }: Snapshot) {
    this.#deliveries = new Map(deliveries.map((row) => [rowKey(row), row]));
    this.#destinations = new Map(destinations.map((state) => [state.name, state]));
    this.#dead = new Map(dead.map((letter) => [letterKey(letter), letter]));
  }

  /** Whether each row is as it was when the changes were made. */
  stands({ deliveries = [], settled = [], destinations = [] }: OutboxChanges): boolean {
    return (
      [...deliveries, ...settled].every(
        (row) => (this.#deliveries.get(rowKey(row))?.version ?? 0) === row.version,
      ) && destinations.every(({ name, version }) => (this.#destinations.get(name)?.version ?? 0) === version)
    );
  }

  change({ deliveries = [], settled = [], destinations = [], dead = [], revived = [] }: OutboxChanges): void {
    for (const row of settled) this.#deliveries.delete(rowKey(row));
    for (const row of deliveries) this.#deliveries.set(rowKey(row), { ...row, version: row.version + 1 });
    for (const state of destinations)
      this.#destinations.set(state.name, { ...state, version: state.version + 1 });
    for (const letter of revived) this.#dead.delete(letterKey(letter));
    for (const letter of dead) this.#dead.set(letterKey(letter), letter);
  }

  due(destination: string, now: number, limit: number): readonly Delivery[] {
    return this.#ready(destination)
      .filter((row) => readyAt(row) <= now)
      .slice(0, limit);
  }

  nextDue(destination: string): number | null {
    const [next] = this.#ready(destination);
    return next ? readyAt(next) : null;
  }

  deliveries(destination: string, subjects: readonly string[]): readonly Delivery[] {
    return [...new Set(subjects)].flatMap(
      (subject) => this.#deliveries.get(rowKey({ destination, subject })) ?? [],
    );
  }

  destinations(): readonly DestinationState[] {
    return [...this.#destinations.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  outstanding(limit: number): {
    readonly deliveries: readonly Delivery[];
    readonly dead: readonly DeadLetter[];
  } {
    const byName = (a: Delivery, b: Delivery): number =>
      a.destination === b.destination ? order(a.subject, b.subject) : order(a.destination, b.destination);
    return {
      deliveries: [...this.#deliveries.values()].toSorted(byName).slice(0, limit),
      dead: this.#newestDead().slice(0, limit),
    };
  }

  knows(subject: string): boolean {
    return [...this.#deliveries.values()].some((row) => row.subject === subject);
  }

  /** The position that the slowest destination has read the journal up to. */
  read(): number | null {
    const positions = [...this.#destinations.values()].flatMap(({ feed }) => feed?.position ?? []);
    return positions.length > 0 ? Math.min(...positions) : null;
  }

  prune(now: number): number {
    const gone = this.#newestDead()
      .filter(({ at }, index) => index >= DEAD_LETTER_ROWS || at < now - DEAD_LETTER_MS)
      .slice(-SLICE_ROWS);
    for (const letter of gone) this.#dead.delete(letterKey(letter));
    return gone.length;
  }

  #ready(destination: string): readonly Delivery[] {
    return [...this.#deliveries.values()]
      .filter((row) => row.destination === destination && readyAt(row) !== Number.POSITIVE_INFINITY)
      .toSorted((a, b) => readyAt(a) - readyAt(b) || order(a.subject, b.subject));
  }

  #newestDead(): readonly DeadLetter[] {
    return [...this.#dead.values()].toSorted(
      (a, b) => b.at - a.at || order(a.destination, b.destination) || order(a.entry.id, b.entry.id),
    );
  }
}

function readyAt({ leaseUntil, dueAt }: Delivery): number {
  return leaseUntil ?? dueAt ?? Number.POSITIVE_INFINITY;
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function rowKey({ destination, subject }: Pick<Delivery, 'destination' | 'subject'>): string {
  return JSON.stringify([destination, subject]);
}

function letterKey({ destination, entry }: DeadLetter): string {
  return JSON.stringify([destination, entry.id]);
}
