import { type DestinationState, feedAt, isFed, type JournalEntry, triesAt } from '@hale/core';
import type { AgentStore } from '@hale/store';

/** A change that a destination has yet to be told. */
export interface Waiting {
  readonly destination: string;
  readonly entry: JournalEntry;
  /** Since the last success. */
  readonly attempts: number;
  /** Why the last attempt failed, or that it is silenced. */
  readonly because: string | null;
  /** When it is tried next, epoch milliseconds; `null`: not before somebody mends its destination. */
  readonly nextAt: number | null;
}

/** Everything that waits, at most `limit` for each destination. */
export async function waiting(store: AgentStore, now: number, limit: number): Promise<readonly Waiting[]> {
  const states = await store.destinations();
  const { deliveries } = await store.outstanding(limit);
  const rows = deliveries.flatMap(({ destination, want, attempts, dueAt, failing, silenced }): Waiting[] => {
    if (dueAt === null) return [];
    const state = states.find(({ name }) => name === destination);
    const nextAt = state === undefined ? dueAt : notBefore(state, dueAt, now);
    const because = silenced !== null && now < silenced.until ? 'silenced' : (failing?.code ?? null);
    return [{ destination, entry: want, attempts, because, nextAt }];
  });
  const fed = await Promise.all(states.map((state) => unread(store, state, now, limit)));
  return [...rows, ...fed.flat()];
}

/** What a destination that takes every transition in order has not read. */
async function unread(
  store: AgentStore,
  state: DestinationState,
  now: number,
  limit: number,
): Promise<readonly Waiting[]> {
  const { name: destination, feed } = state;
  if (feed === null) return [];
  const entries = await store.entriesAfter(feed.position, limit);
  return entries
    .filter(({ entry }) => isFed(entry, destination))
    .map(({ entry }, n) => ({
      destination,
      entry,
      attempts: n === 0 ? feed.attempts : 0,
      because: n === 0 ? (feed.failing?.code ?? null) : null,
      nextAt: notBefore(state, feedAt(feed, now), now),
    }));
}

/** When it can be tried, if it should be at `at`; `null`: not before somebody mends its destination. */
export function notBefore({ breaker }: DestinationState, at: number, now: number): number | null {
  const opens = triesAt(breaker, now);
  return opens === null ? null : Math.max(opens, at);
}
