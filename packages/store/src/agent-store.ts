import type { ChainedEntry, Delivery, Flapping, JournalEntry, Monitor, Tip } from '@hale/core';
import type { Records } from './records.ts';
import type { StoredEntry } from './stored-entry.ts';

/** What an agent remembers. One agent at a time; others may read, and ask for a delivery again. */
export interface AgentStore extends Records {
  /** What was last committed; nothing at all the first time. */
  load(): Promise<Remembered>;
  /** All or nothing, and on disk when it resolves. `false`: a row or the tip is not what it was made from; load again. */
  commit(batch: Batch): Promise<boolean>;
  /**
   * One epoch of the journal, in order, each entry with what proves it: for who replicates it. `after`: a seq; 0 for the beginning of
   * what is kept.
   */
  chain(epoch: string, after: number, limit: number): Promise<readonly StoredEntry[]>;
  /** What of an epoch lies after a seq. */
  behind(epoch: string, after: number): Promise<Behind>;
  /** The last of each other epoch that is kept, the newest epoch first. */
  earlier(epoch: string, limit: number): Promise<readonly Pick<JournalEntry, 'epoch' | 'seq'>[]>;
  /** Who is a subject, as of the tip: both from one moment, whoever writes meanwhile. */
  believed(): Promise<Pick<Remembered, 'tip' | 'subjects'>>;
  /** Deletes a small slice of what has expired; resolves to the number of rows, 0 once there is nothing left to delete. */
  prune(now: number): Promise<number>;
  close(): Promise<void>;
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

export interface Behind {
  readonly entries: number;
  /** About as many as their JSON has: a measure, not a promise. */
  readonly bytes: number;
  /** When the oldest of them happened, epoch milliseconds; `null`: there is none. */
  readonly oldestAt: number | null;
}

export interface Batch {
  /** The tip that the entries follow, or that they leave for a new epoch; `null`: the journal is empty. */
  readonly tip: Tip | null;
  /** The journal begins anew here, with an epoch that it never had; its entries, if any, follow it. */
  readonly renewed?: Tip;
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
