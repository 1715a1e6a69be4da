import { waiting } from '@hale/api';
import { CLOSED, type Delivery, type DestinationState, HaleError } from '@hale/core';
import type { AgentStore } from '@hale/store';
import { plural } from '../../diagnosis/finding.ts';
import { EXIT } from '../../failure.ts';
import { openRecords } from '../../records.ts';
import type { Session } from '../../session.ts';
import { requireDestination } from './destination.ts';

/** The agent writes at the same time. */
const MAX_CONFLICTS = 20;
const MAX_ROWS = 10_000;

/** `hale notify retry [DESTINATION]`: what waits is due now, and no failure of before counts. */
export async function notifyRetry(destination: string | undefined, session: Session): Promise<number> {
  const { io, json, settings } = session;
  const store = await openRecords(session);
  try {
    if (destination !== undefined)
      requireDestination(destination, [...settings.destinations, ...(await store.destinations())]);
    const now = io.clock.now();
    await hasten(store, destination, now);
    const due = await waiting(store, now, MAX_ROWS);
    const count = due
      .filter((each) => (destination ?? each.destination) === each.destination)
      .filter(({ nextAt }) => nextAt !== null && nextAt <= now).length;
    const told =
      count === 0
        ? 'nothing waits'
        : `${plural(count, 'message')} due now; an agent that runs sends within 5 s`;
    await io.stdout.write(json ? `${JSON.stringify({ waiting: count })}\n` : `${told}\n`);
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

async function hasten(store: AgentStore, destination: string | undefined, now: number): Promise<void> {
  for (let tries = 0; tries < MAX_CONFLICTS; tries += 1) {
    const all = await store.destinations();
    const chosen = all.filter(({ name }) => destination === undefined || name === destination);
    const names = new Set(chosen.map(({ name }) => name));
    const { deliveries } = await store.outstanding(MAX_ROWS);
    const hastened = deliveries
      .filter(
        ({ destination: of, dueAt, leaseUntil }) => names.has(of) && dueAt !== null && leaseUntil === null,
      )
      .map((row) => soon(row, now));
    if (await store.save({ deliveries: hastened, destinations: chosen.map(afresh) })) return;
  }
  throw new HaleError('conflict', 'the agent is busy with these messages', { hint: 'Try again.' });
}

/** Not before its silence ends. */
function soon(delivery: Delivery, now: number): Delivery {
  const soonest = Math.max(now, delivery.silenced?.until ?? 0);
  return { ...delivery, dueAt: Math.min(delivery.dueAt ?? soonest, soonest) };
}

function afresh(state: DestinationState): DestinationState {
  return { ...state, breaker: CLOSED, pace: null, feed: state.feed && { ...state.feed, notBefore: null } };
}
