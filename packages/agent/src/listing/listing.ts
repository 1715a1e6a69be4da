import type { DeadLetter } from '@hale/core';
import type { AgentStore } from '@hale/store';
import { type Standing, standingOf } from './standing.ts';
import { type Waiting, waiting } from './waiting.ts';

/** Rows that are read at most, of each kind. */
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
  store: AgentStore,
  configured: readonly Configured[],
  now: number,
): Promise<Listing> {
  const states = await store.destinations();
  const untold = await waiting(store, now, MAX_LISTED);
  const { dead } = await store.outstanding(MAX_LISTED);
  const names = new Set([...configured, ...states].map(({ name }) => name));
  const destinations = [...names].map((name): ListedDestination => {
    const transport = configured.find((each) => each.name === name)?.transport ?? null;
    const state = states.find((each) => each.name === name);
    return {
      name,
      transport,
      standing: standingOf(state, { configured: transport !== null, now }),
      waiting: untold.filter(({ destination }) => destination === name).length,
      dead: dead.filter(({ destination }) => destination === name).length,
    };
  });
  return { destinations, waiting: untold.toSorted(byNext), dead: dead.toSorted((a, b) => b.at - a.at) };
}

/** Those of one feed stay in their order. */
function byNext(a: Waiting, b: Waiting): number {
  const never = Number.MAX_SAFE_INTEGER;
  return (a.nextAt ?? never) - (b.nextAt ?? never);
}
