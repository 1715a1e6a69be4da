import type { Random } from '../random.ts';
import type { Outcome } from './outcome.ts';

const FIRST_MS = 1_000;
/** No wait is shorter, whatever chance says. */
export const MIN_BACKOFF_MS = 100;
/** No destination is left alone for longer of our own accord. */
export const MAX_BACKOFF_MS = 15 * 60_000;
/** What a receiver may ask for: more would park us. */
export const MAX_RETRY_AFTER_MS = 60 * 60_000;

/** Full jitter: anything up to a doubling bound, so that many who failed together do not return together. */
export function backoffMs(attempts: number, random: Random, maxMs = MAX_BACKOFF_MS): number {
  const boundMs = Math.min(maxMs, FIRST_MS * 2 ** Math.min(attempts - 1, 30));
  return Math.max(MIN_BACKOFF_MS, Math.ceil(random() * boundMs));
}

/** When the next attempt may be: after our own wait, and after what the receiver has asked for. */
export function retryAt(outcome: Outcome, at: number, waitMs: number): number {
  const asked = 'notBefore' in outcome ? (outcome.notBefore ?? 0) : 0;
  return Math.min(Math.max(at + waitMs, asked), at + MAX_RETRY_AFTER_MS);
}
