import { DAY_MS, MAX_DAYS } from '@hale/core';

/** Rows that one call deletes at most: a long deletion would hold up what has to be told. */
export const SLICE_ROWS = 500;
export const JOURNAL_MS = 30 * DAY_MS;
export const JOURNAL_ROWS = 200_000;
/** Output is what a program has printed: nobody knows what is in it. */
export const OUTPUT_MS = 7 * DAY_MS;
export const DEAD_LETTER_MS = 30 * DAY_MS;
export const DEAD_LETTER_ROWS = 1_000;
/** A removed subject may come back under its name. */
export const REMOVED_SUBJECT_MS = DAY_MS;

/** The oldest day of which roll-ups are kept. */
export function oldestDay(now: number): number {
  return Math.floor(now / DAY_MS) - MAX_DAYS;
}

export interface JournalExtent {
  /** The oldest entries, in the order of writing: no more than one slice. */
  readonly oldest: readonly { readonly position: number; readonly at: number }[];
  /** Of the newest entry ever written. */
  readonly position: number;
  /** Of the entry that the slowest destination has read last; `null`: none reads the journal. */
  readonly read: number | null;
}

/**
 * Up to which position entries have expired; 0: none. Only ever from the oldest on, so that what is kept has no hole. An entry that a
 * destination has yet to read is kept until it is too old.
 */
export function expiredUpTo(
  { oldest, position, read }: JournalExtent,
  now: number,
  rows = JOURNAL_ROWS,
): number {
  let last = 0;
  for (const entry of oldest) {
    const old = entry.at < now - JOURNAL_MS;
    const beyond = entry.position <= position - rows && (read === null || entry.position <= read);
    if (!old && !beyond) break;
    last = entry.position;
  }
  return last;
}
