import type { JournalEntry } from '../journal/entry.ts';
import type { DeadLetter, Delivery } from './delivery.ts';
import type { DestinationState } from './destination.ts';

/** Where deliveries are kept, as far as who delivers needs to know. `core` has the rules, `store` keeps the rows. */
export interface Outbox {
  /** Of one destination, due at `now`: earliest first. One under way counts as due when its lease is over. */
  due(destination: string, now: number, limit: number): Promise<readonly Delivery[]>;
  /** When the next is due, or the next lease is over; `null`: nothing is to be told. */
  nextDue(destination: string): Promise<number | null>;
  /** As they are now, whether due or not. */
  deliveries(destination: string, subjects: readonly string[]): Promise<readonly Delivery[]>;
  destinations(): Promise<readonly DestinationState[]>;
  /** In the order of writing. */
  entriesAfter(position: number, limit: number): Promise<readonly PositionedEntry[]>;
  /**
   * All or nothing. Each row goes in only over the version that it was made from, and comes out with the next; `false`: somebody
   * else has written one of them, read again.
   */
  save(changes: OutboxChanges): Promise<boolean>;
}

export interface PositionedEntry {
  /** In the order of writing, over all epochs. */
  readonly position: number;
  readonly entry: JournalEntry;
  /** Somebody else tells people of it: here it is only remembered. */
  readonly elsewhere?: boolean;
}

export interface OutboxChanges {
  readonly deliveries?: readonly Delivery[];
  /** Rows that are not needed any more. */
  readonly settled?: readonly Delivery[];
  readonly destinations?: readonly DestinationState[];
  readonly dead?: readonly DeadLetter[];
  /** Given up once, delivered after all. */
  readonly revived?: readonly DeadLetter[];
}
