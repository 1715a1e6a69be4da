import type {
  ChainedEntry,
  DayShare,
  DeadLetter,
  Delivery,
  Flapping,
  JournalEntry,
  Monitor,
  Outbox,
  Silence,
  Tip,
} from '@hale/core';

/** What an agent remembers. One agent at a time; others may read, and ask for a delivery again. */
export interface AgentStore extends Outbox {
  /** What was last committed; nothing at all the first time. */
  load(): Promise<Remembered>;
  /** All or nothing, and on disk when it resolves. `false`: a row or the tip is not what it was made from; load again. */
  commit(batch: Batch): Promise<boolean>;
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
  /** Deletes a small slice of what has expired; resolves to the number of rows, 0 once there is nothing left to delete. */
  prune(now: number): Promise<number>;
  close(): Promise<void>;
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

export interface Remembered {
  /** `null`: an empty journal, whose epoch has yet to be named. */
  readonly tip: Tip | null;
  /** Whether the engine was out of sight at the last commit. */
  readonly engineLost: boolean;
  readonly monitors: readonly Monitor[];
  readonly subjects: readonly SubjectState[];
}

/** Who is a subject now, and the last that the journal says of it. */
export interface SubjectState {
  readonly subject: string;
  /** Of a container: its id, and when it was created (RFC 3339). */
  readonly containerId: string | null;
  readonly createdAt: string | null;
  readonly last: JournalEntry;
  readonly flapping: Flapping;
}

export interface Batch {
  /** The tip that the entries follow; `null`: the journal is empty. */
  readonly tip: Tip | null;
  readonly entries: readonly ChainedEntry[];
  readonly engineLost: boolean;
  /** The version of the silences that the deliveries go by. */
  readonly silences: number;
  readonly monitors: readonly Monitor[];
  /** Ids of containers that are no more. */
  readonly forgotten: readonly string[];
  readonly subjects: readonly SubjectState[];
  readonly deliveries: readonly Delivery[];
  /** Rows that are not needed any more. */
  readonly settled: readonly Delivery[];
}
