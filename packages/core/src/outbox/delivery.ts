import type { Condition } from '../condition.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Json } from '../json.ts';
import type { Silenced } from './silence.ts';

/** One row for each destination and subject: what the destination should know, and what it was told. Times are epoch milliseconds. */
export interface Delivery {
  readonly destination: string;
  readonly subject: string;
  /** The newest change of the subject. */
  readonly want: JournalEntry;
  /** What the receiver last confirmed. */
  readonly told: Told | null;
  /** The failure whose end it has not been told. */
  readonly open: Failure | null;
  /** An attempt may have arrived, and nobody knows. Only a confirmed one ends that, never a refused one. */
  readonly unknown: boolean;
  /** The receiver's name for what it was told. */
  readonly receipt: Json | null;
  /** How plain the message has to be: 0 as rich as it can be, 2 text only. */
  readonly tier: Tier;
  /** Since the last success. */
  readonly attempts: number;
  /** Nothing is sent meanwhile; of one that is over it is still known what began within it. */
  readonly silenced: Silenced | null;
  /** The subject goes up and down by turns. That is told once, and none of its turns. */
  readonly flapping: boolean;
  /** When it should be told; `null`: there is nothing to tell. */
  readonly dueAt: number | null;
  /** An attempt is under way until then; one that is over without a result may have arrived. */
  readonly leaseUntil: number | null;
  /** Why the last attempt failed, and since when they have. */
  readonly failing: Failing | null;
  /** The id of a change that was given up: it is told no more, what comes after it is. */
  readonly abandoned: string | null;
  /** Counts the writes: who writes must have read the one before. 0: not yet stored. */
  readonly version: number;
}

export interface Told {
  readonly id: string;
  readonly condition: Condition;
  readonly at: number;
  /** Not the condition was told, but that it flaps. */
  readonly flapping: boolean;
}

export interface Failure {
  /** Its newest name: what was unhealthy can crash. */
  readonly condition: Condition;
  /** When it began. */
  readonly at: number;
  /** When it should have been told. */
  readonly dueAt: number;
  /** The receiver has confirmed it. */
  readonly told: boolean;
}

export interface Failing {
  readonly since: number;
  readonly code: string;
}

export type Tier = 0 | 1 | 2;

/** A message that was given up, kept to be looked at and sent again. */
export interface DeadLetter {
  readonly destination: string;
  readonly entry: JournalEntry;
  readonly code: string;
  readonly at: number;
}
