import { CLOSED, type DeadLetter } from '@hale/core';
import type { Records } from '@hale/store';
import { knownDestinations } from './known-destinations.ts';
import { type Standing, standingOf } from './standing.ts';
import { type Waiting, waitingFor } from './waiting.ts';

/** Changes that are read at most for one destination, and messages that were given up for all. */
export const MAX_LISTED = 1_000;

/** What is known of all destinations. */
export interface Listing {
  readonly destinations: readonly ListedDestination[];
  /** What is due first comes first. */
  readonly waiting: readonly Waiting[];
  /** The newest first. */
  readonly dead: readonly DeadLetter[];
}

export interface ListedDestination {
  readonly name: string;
  /** `null`: the settings do not have it. */
  readonly transport: string | null;
  readonly standing: Standing;
  readonly waiting: number;
  readonly dead: number;
}

/** A destination of the settings. */
export interface Configured {
  readonly name: string;
  readonly transport: string;
}

export async function takeListing(
  store: Pick<Records, 'destinations' | 'due' | 'entriesAfter' | 'outstanding'>,
  configured: readonly Configured[],
  now: number,
): Promise<Listing> {
  const states = await knownDestinations(store);
  const { dead } = await store.outstanding(MAX_LISTED);
  const names = new Set([...configured, ...states].map(({ name }) => name));
  const each = [...names].map(async (name) => {
    const transport = configured.find((each) => each.name === name)?.transport ?? null;
    const state = states.find((each) => each.name === name);
    const untold = await waitingFor(store, state ?? { name, ...NEW }, now, MAX_LISTED);
    const destination: ListedDestination = {
      name,
      transport,
      standing: standingOf(state, { configured: transport !== null, now }),
      waiting: untold.length,
      dead: dead.filter((letter) => letter.destination === name).length,
    };
    return { destination, untold };
  });
  const listed = await Promise.all(each);
  return {
    destinations: listed.map(({ destination }) => destination),
    waiting: listed.flatMap(({ untold }) => untold).toSorted(byNext),
    dead: dead.toSorted((a, b) => b.at - a.at),
  };
}

/** As a destination is before anybody has told it anything. */
const NEW = { feed: null, breaker: CLOSED };

/** Those of one feed stay in their order. */
function byNext(a: Waiting, b: Waiting): number {
  const never = Number.MAX_SAFE_INTEGER;
  return (a.nextAt ?? never) - (b.nextAt ?? never);
}
