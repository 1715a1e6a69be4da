import { isIdle, LEASE_MS, lapse, lapseFeed } from '@hale/core';
import type { DispatchLane } from './dispatch-lane.ts';

/** Rows at once. */
const PAGE = 200;
const TRIES = 10;

/** Takes over what a process that died had under way to this destination: it may have arrived. */
export async function inherit(lane: DispatchLane): Promise<void> {
  const { outbox, clock } = lane.ports;
  const { name, rules } = lane.destination;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const state = await lane.state();
    const now = clock.now();
    // The end of every lease that there can be.
    const due = await outbox.due(name, now + LEASE_MS, PAGE);
    const left = due.filter(({ leaseUntil }) => leaseUntil !== null);
    const feed = state.feed && lapseFeed(state.feed);
    if (left.length === 0 && feed === state.feed) return;
    const lapsed = left.map((row) => lapse(row, rules, now));
    await outbox.save({
      deliveries: lapsed.filter((row) => !isIdle(row)),
      settled: lapsed.filter(isIdle),
      ...(feed !== state.feed && { destinations: [{ ...state, feed }] }),
    });
  }
}
