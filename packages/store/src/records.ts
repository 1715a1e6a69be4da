import type { DayShare, DeadLetter, Delivery, JournalEntry, Outbox, Silence } from '@hale/core';

/** What was, and who is told: what an agent's store and a hub's have in common. */
export interface Records extends Outbox {
  /** The newest entries first, of one subject or of all. */
  history(query: HistoryQuery): Promise<readonly JournalEntry[]>;
  /** How each day since `from` was spent, as far as changes tell: the oldest first. `from`: whole UTC days since 1970-01-01. */
  days(query: {
    readonly subject?: string;
    readonly from: number;
    readonly limit: number;
  }): Promise<readonly DayShare[]>;
  /** Every delivery that has something to tell or to remember, and every message that was given up. */
  outstanding(limit: number): Promise<{
    readonly deliveries: readonly Delivery[];
    readonly dead: readonly DeadLetter[];
  }>;
  /** All that have not been deleted, those that are over too. */
  silences(): Promise<Silences>;
  /** All or nothing; `false`: a silence or a delivery is not what this was made from, read again. */
  silence(change: SilenceChange): Promise<boolean>;
}

export interface Silences {
  /** Counts the changes of silences. */
  readonly version: number;
  /** In the order of their subjects. */
  readonly all: readonly Silence[];
}

/** One silence begins, is another, or ends; and what that makes of every delivery of its subjects. */
export interface SilenceChange {
  /** Of the silences that it was made from. */
  readonly version: number;
  /** Its subjects: the one or many that a silence is of. */
  readonly subject: string;
  /** `null`: it is no more. */
  readonly silence: Silence | null;
  readonly deliveries: readonly Delivery[];
  /** Rows that are not needed any more. */
  readonly settled: readonly Delivery[];
}

export interface HistoryQuery {
  readonly subject?: string;
  /** What happened then or later, epoch milliseconds. */
  readonly since?: number;
  /** What was written before that entry; of one that is not kept any more: nothing. */
  readonly before?: Pick<JournalEntry, 'epoch' | 'seq'>;
  readonly limit: number;
}
