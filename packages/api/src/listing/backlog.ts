import type { Outbox } from '@hale/core';
import { knownDestinations } from './known-destinations.ts';
import { waitingFor } from './waiting.ts';

/** What waits is counted up to here. */
export const MAX_BACKLOG = 500;

/** What a destination has yet to be told. */
export interface Backlog {
  readonly destination: string;
  /** Changes, at most {@link MAX_BACKLOG}. */
  readonly depth: number;
  /** How long the oldest has been due; 0: none is. */
  readonly oldestMs: number;
}

/** Of each that the outbox knows. `now`: epoch milliseconds. */
export async function backlogs(
  outbox: Pick<Outbox, 'due' | 'destinations' | 'entriesAfter'>,
  now: number,
): Promise<readonly Backlog[]> {
  const states = await knownDestinations(outbox);
  return Promise.all(
    states.map(async (state) => {
      const waiting = await waitingFor(outbox, state, now, MAX_BACKLOG);
      const oldest = Math.min(now, ...waiting.map(({ since }) => since));
      return { destination: state.name, depth: waiting.length, oldestMs: now - oldest };
    }),
  );
}
