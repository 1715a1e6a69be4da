import { type DestinationState, type JournalEntry, type Outbox, triesAt } from '@hale/core';
import { knownDestinations } from './known-destinations.ts';
import { unread } from './unread.ts';

/** A change that a destination has yet to be told. */
export interface Waiting {
  readonly destination: string;
  readonly entry: JournalEntry;
  /** Since the last success. */
  readonly attempts: number;
  /** Why the last attempt failed, or that it is silenced. */
  readonly because: string | null;
  /** When it should be told, or should have been: a retry puts that off no more. Epoch milliseconds, as `nextAt`. */
  readonly since: number;
  /** When it is tried next; `null`: not before somebody mends its destination. */
  readonly nextAt: number | null;
}

type Journal = Pick<Outbox, 'due' | 'entriesAfter'>;

/** Everything that waits, at most `limit` changes for each destination. */
export async function waiting(
  outbox: Journal & Pick<Outbox, 'destinations'>,
  now: number,
  limit: number,
): Promise<readonly Waiting[]> {
  const states = await knownDestinations(outbox);
  const each = await Promise.all(states.map((state) => waitingFor(outbox, state, now, limit)));
  return each.flat();
}

/** What waits for one destination, at most `limit` changes. */
export async function waitingFor(
  outbox: Journal,
  state: Pick<DestinationState, 'name' | 'feed' | 'breaker'>,
  now: number,
  limit: number,
): Promise<readonly Waiting[]> {
  const { name: destination, feed } = state;
  if (feed !== null) {
    const entries = await unread(outbox, state, now, limit);
    return entries.map(({ entry, dueAt, attempts, failing }) => ({
      destination,
      entry,
      attempts,
      because: failing?.code ?? null,
      since: entry.at,
      nextAt: notBefore(state, dueAt, now),
    }));
  }
  const rows = await outbox.due(destination, Number.MAX_SAFE_INTEGER, limit);
  return rows.flatMap(({ want: entry, attempts, dueAt, failing, silenced }): Waiting[] => {
    if (dueAt === null) return [];
    const because = silenced !== null && now < silenced.until ? 'silenced' : (failing?.code ?? null);
    const since = failing?.since ?? dueAt;
    return [{ destination, entry, attempts, because, since, nextAt: notBefore(state, dueAt, now) }];
  });
}

/** When it can be tried, if it should be at `at`; `null`: not before somebody mends its destination. */
export function notBefore(
  { breaker }: Pick<DestinationState, 'breaker'>,
  at: number,
  now: number,
): number | null {
  const opens = triesAt(breaker, now);
  return opens === null ? null : Math.max(opens, at);
}
