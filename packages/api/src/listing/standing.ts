import { type DestinationState, triesAt } from '@hale/core';

/** How it stands with a destination. Times are epoch milliseconds. */
export type Standing =
  | { readonly kind: 'ready' }
  /** The last attempts have failed, and the next goes out all the same. */
  | { readonly kind: 'failing'; readonly failures: number }
  /** Nothing is tried before. */
  | { readonly kind: 'resting'; readonly until: number }
  /** Nothing is tried until somebody mends it. */
  | { readonly kind: 'disabled'; readonly because: string }
  /** The settings have it, and no agent has run with them yet. */
  | { readonly kind: 'new' }
  /** The settings have it no more. */
  | { readonly kind: 'orphaned' };

/** `state`: what the agent remembers of it, if anything. */
export function standingOf(
  state: DestinationState | undefined,
  { configured, now }: { readonly configured: boolean; readonly now: number },
): Standing {
  if (!configured) return { kind: 'orphaned' };
  if (state === undefined) return { kind: 'new' };
  const { disabled, failures } = state.breaker;
  if (disabled !== null) return { kind: 'disabled', because: disabled };
  const until = triesAt(state.breaker, now) ?? now;
  if (until > now) return { kind: 'resting', until };
  return failures > 0 ? { kind: 'failing', failures } : { kind: 'ready' };
}
