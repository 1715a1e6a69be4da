import { backoffMs, MAX_RETRY_AFTER_MS, type Random } from '@hale/core';

/** What happens within so long of a sync goes with the next. */
export const LINGER_MS = 1_000;
/** A hub that does not answer is not left alone for longer, nor for longer than so many of the syncs that it hopes for. */
export const MAX_BACKOFF_MS = 5 * 60_000;
export const MAX_BACKOFF_SYNCS = 3;
/** To a hub that refuses this agent it comes back so seldom. */
const MIN_REFUSED_MS = 5 * 60_000;
const MAX_REFUSED_MS = 15 * 60_000;

/** Until the next sync of an agent that has nothing to say: within a fifth of what the hub hopes for. */
export function heartbeatMs(syncMs: number, random: Random): number {
  return Math.round(syncMs * (0.8 + 0.4 * random()));
}

/**
 * After so many failures in a row: anything up to a bound that doubles. A hub that is back misses whoever has not come for two leases:
 * by then all have.
 */
export function retryMs(failures: number, syncMs: number, random: Random): number {
  return backoffMs(failures, random, Math.min(MAX_BACKOFF_SYNCS * syncMs, MAX_BACKOFF_MS));
}

export function refusedMs(random: Random): number {
  return Math.round(MIN_REFUSED_MS + (MAX_REFUSED_MS - MIN_REFUSED_MS) * random());
}

/** A little later than the hub has asked for, each agent by something else. */
export function askedMs(waitMs: number, random: Random): number {
  return Math.ceil(Math.min(waitMs, MAX_RETRY_AFTER_MS) * (1 + 0.2 * random()));
}

/** Before a hello that follows an outage: all other agents come back as well. */
export function spreadMs(syncMs: number, random: Random): number {
  return Math.round(syncMs * random());
}
