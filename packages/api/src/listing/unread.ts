import {
  type DestinationState,
  type Failing,
  feedAt,
  isFed,
  type JournalEntry,
  type Outbox,
} from '@hale/core';

/** A change that a destination which takes every transition in order has not taken. */
export interface Unread {
  readonly entry: JournalEntry;
  /** When it is due, epoch milliseconds. */
  readonly dueAt: number;
  readonly attempts: number;
  readonly failing: Failing | null;
  /** An attempt may have arrived. */
  readonly inDoubt: boolean;
}

/** In order, as far as `limit` entries reach. What was tried was the first. */
export async function unread(
  journal: Pick<Outbox, 'entriesAfter'>,
  { name, feed }: Pick<DestinationState, 'name' | 'feed'>,
  now: number,
  limit: number,
): Promise<readonly Unread[]> {
  if (feed === null) return [];
  const dueAt = feedAt(feed, now);
  const untried = { dueAt, attempts: 0, failing: null, inDoubt: false };
  const { attempts, failing, unknown: inDoubt } = feed;
  const entries = await journal.entriesAfter(feed.position, limit);
  return entries
    .filter((positioned) => isFed(positioned, name))
    .map(({ entry }, n) => ({ ...untried, entry, ...(n === 0 && { attempts, failing, inDoubt }) }));
}
