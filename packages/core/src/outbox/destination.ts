import type { Failing, Tier } from './delivery.ts';

/** What is remembered of a destination itself. Times are epoch milliseconds. */
export interface DestinationState {
  readonly name: string;
  readonly breaker: Breaker;
  readonly pace: Pace | null;
  /** Of a destination that takes every transition in order. */
  readonly feed: Feed | null;
  /** A fingerprint of its options: other options deserve another try. */
  readonly options: string;
  readonly version: number;
}

export interface Breaker {
  /** Failures in a row. */
  readonly failures: number;
  /** Nothing is tried before. */
  readonly openUntil: number | null;
  readonly failingSince: number | null;
  /** Why it is not tried any more, until somebody mends it. */
  readonly disabled: string | null;
}

/** When it was last sent to, and how long what follows is gathered. */
export interface Pace {
  readonly sentAt: number;
  readonly gatherMs: number;
}

/** How far a destination has read the journal. */
export interface Feed {
  /** Of the last entry that it has, or that was given up. */
  readonly position: number;
  readonly unknown: boolean;
  readonly tier: Tier;
  readonly attempts: number;
  readonly notBefore: number | null;
  readonly leaseUntil: number | null;
  readonly failing: Failing | null;
}
