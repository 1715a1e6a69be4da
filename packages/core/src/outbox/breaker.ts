import { MAX_RETRY_AFTER_MS, retryAt } from './backoff.ts';
import type { Breaker } from './destination.ts';
import type { Outcome } from './outcome.ts';

/** Failures in a row after which a destination is left alone for a while. */
export const BREAKER_FAILURES = 5;
export const BREAKER_FIRST_MS = 30_000;
export const BREAKER_MAX_MS = 15 * 60_000;
/** Nothing but failures for so long, and so many: somebody has to look. A few over a long quiet time prove nothing. */
export const HOPELESS_MS = 5 * 24 * 60 * 60_000;
export const HOPELESS_FAILURES = 50;

export const CLOSED: Breaker = { failures: 0, openUntil: null, failingSince: null, disabled: null };

/** After `openUntil` one attempt goes through; its outcome closes the breaker, or opens it for twice as long. */
export function trip(breaker: Breaker, outcome: Outcome, at: number): Breaker {
  switch (outcome.kind) {
    case 'ok':
    case 'rejected':
      return CLOSED;
    case 'throttled':
      // Without a word on how long, as long as after failures.
      return {
        ...breaker,
        openUntil: retryAt(outcome, at, outcome.notBefore === undefined ? BREAKER_FIRST_MS : 0),
      };
    case 'gone':
    case 'auth':
      return { ...failed(breaker, at), disabled: outcome.code };
    case 'retry':
    case 'ambiguous': {
      const next = failed(breaker, at);
      const asked = retryAt(outcome, at, 0);
      const openUntil = asked > at ? Math.max(next.openUntil ?? 0, asked) : next.openUntil;
      const hopeless = next.failures >= HOPELESS_FAILURES && at - (next.failingSince ?? at) >= HOPELESS_MS;
      return { ...next, openUntil, disabled: hopeless ? outcome.code : null };
    }
  }
}

/** When the next attempt may be; `null`: not before somebody mends it. */
export function triesAt({ openUntil, disabled }: Breaker, now: number): number | null {
  if (disabled !== null) return null;
  // Further away than anything that is ever asked for: the clock was put back.
  return openUntil === null || openUntil > now + MAX_RETRY_AFTER_MS ? now : Math.max(now, openUntil);
}

function failed(breaker: Breaker, at: number): Breaker {
  const failures = breaker.failures + 1;
  const over = failures - BREAKER_FAILURES;
  const openMs = Math.min(BREAKER_MAX_MS, BREAKER_FIRST_MS * 2 ** Math.min(Math.max(over, 0), 30));
  const openUntil = over >= 0 ? at + openMs : null;
  return { ...breaker, failures, openUntil, failingSince: breaker.failingSince ?? at };
}
