import type { DestinationState, Failing, JournalEntry, Told } from '@hale/core';
import type { Records } from '@hale/store';
import { MAX_LISTED } from './listing.ts';
import { unread } from './unread.ts';
import { notBefore } from './waiting.ts';

/** One subject, as a destination has it. */
export interface ListedDelivery {
  readonly want: JournalEntry;
  readonly told: Told | null;
  /** Epoch milliseconds; `null`: nothing is to be told, or it cannot be before somebody mends the destination. */
  readonly due: number | null;
  readonly attempts: number;
  readonly failing: Failing | null;
  /** An attempt may have arrived. */
  readonly inDoubt: boolean;
  readonly givenUp: boolean;
}

/** What a destination is to be told, has been told of what goes on, or will not be told. */
export async function listDeliveries(
  store: Pick<Records, 'outstanding' | 'entriesAfter'>,
  state: DestinationState,
  now: number,
): Promise<readonly ListedDelivery[]> {
  const { deliveries, dead } = await store.outstanding(MAX_LISTED);
  const isOurs = ({ destination }: { readonly destination: string }): boolean => destination === state.name;
  return [
    ...deliveries.filter(isOurs).map(({ want, told, dueAt, attempts, failing, unknown }) => ({
      want,
      told,
      due: dueAt === null ? null : notBefore(state, dueAt, now),
      attempts,
      failing,
      inDoubt: unknown,
      givenUp: false,
    })),
    ...(await toRead(store, state, now)),
    ...dead.filter(isOurs).map(({ entry, code, at }) => ({
      want: entry,
      told: null,
      due: null,
      attempts: 0,
      failing: { since: at, code },
      inDoubt: false,
      givenUp: true,
    })),
  ];
}

/** Of one that takes every transition in order. */
async function toRead(
  outbox: Pick<Records, 'entriesAfter'>,
  state: DestinationState,
  now: number,
): Promise<readonly ListedDelivery[]> {
  const entries = await unread(outbox, state, now, MAX_LISTED);
  return entries.map(({ entry, dueAt, attempts, failing, inDoubt }) => ({
    want: entry,
    told: null,
    due: notBefore(state, dueAt, now),
    attempts,
    failing,
    inDoubt,
    givenUp: false,
  }));
}
