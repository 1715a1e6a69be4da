import type { Condition } from '../condition.ts';
import { LEASE_MS } from './attempt.ts';
import { MAX_RETRY_AFTER_MS, retryAt } from './backoff.ts';
import type { DeadLetter } from './delivery.ts';
import type { Feed } from './destination.ts';
import type { PositionedEntry } from './outbox.ts';
import type { Outcome } from './outcome.ts';
import { isAbout, isFailure } from './tell.ts';

/** An entry that nobody took for so long is given up with its next failure, so that what follows can be told. */
export const EVENT_MAX_AGE_MS = 24 * 60 * 60_000;

/** A feed that goes on after `position`; 0 for the beginning of the journal. */
export function newFeed(position: number): Feed {
  return {
    position,
    unknown: false,
    tier: 0,
    attempts: 0,
    notBefore: null,
    leaseUntil: null,
    failing: null,
  };
}

/** Whether a destination is handed an entry: what was well when hale began to look is no news, and nothing is told twice. */
export function isFed(
  { entry, elsewhere = false }: Pick<PositionedEntry, 'entry' | 'elsewhere'>,
  destination: string,
  conditions: readonly Condition[] | null = null,
): boolean {
  const wasSo = entry.from === null && entry.cause === 'baseline' && !isFailure(entry.to);
  if (elsewhere || isAbout(entry, destination) || wasSo) return false;
  return conditions === null || conditions.includes(entry.to);
}

/** When the next attempt may be: not while another is under way. */
export function feedAt({ notBefore, leaseUntil }: Feed, now: number): number {
  const at = Math.max(notBefore ?? 0, leaseUntil ?? 0);
  // Further away than anything that is ever asked for: the clock was put back.
  return at > now + MAX_RETRY_AFTER_MS ? now : Math.max(now, at);
}

/** Takes the entry after `position` to be sent; what lies before it is not for this destination. */
export function claimFeed(feed: Feed, position: number, now: number): Feed {
  return {
    ...feed,
    position,
    unknown: feed.unknown || feed.leaseUntil !== null,
    leaseUntil: now + LEASE_MS,
    attempts: feed.attempts + 1,
  };
}

/** Whoever had claimed it is gone: its attempt may have arrived. */
export function lapseFeed(feed: Feed): Feed {
  return feed.leaseUntil === null ? feed : { ...feed, unknown: true, leaseUntil: null };
}

export interface FeedAttempt {
  readonly destination: string;
  /** The feed as it was when the entry was sent. */
  readonly claimed: Feed;
  readonly sent: PositionedEntry;
  readonly outcome: Outcome;
  readonly at: number;
  /** The least wait before the next. */
  readonly backoffMs: number;
}

export interface FeedSettled {
  readonly feed: Feed;
  readonly dead: DeadLetter | null;
}

/**
 * What an attempt has changed. One entry at a time, in order: the next is sent once this one has been taken, or given up. An entry
 * that may have arrived is sent again, under the same id.
 */
export function settleFeed(feed: Feed, attempt: FeedAttempt): FeedSettled {
  const { destination, claimed, sent, outcome, at } = attempt;
  // It took longer than its lease, and somebody else goes on.
  if (feed.leaseUntil !== claimed.leaseUntil) return { feed, dead: null };
  if (outcome.kind === 'ok') return { feed: newFeed(sent.position), dead: null };
  const failing = { since: feed.failing?.since ?? at, code: outcome.code };
  const { kind, code } = outcome;
  if (kind === 'rejected' && feed.tier < 2)
    return {
      feed: { ...feed, tier: feed.tier === 0 ? 1 : 2, leaseUntil: null, notBefore: null, failing },
      dead: null,
    };
  const tooOld = at - sent.entry.at >= EVENT_MAX_AGE_MS;
  const mendable = kind === 'gone' || kind === 'auth';
  if (kind === 'rejected' || (tooOld && !mendable))
    return {
      feed: { ...newFeed(sent.position), failing },
      dead: { destination, entry: sent.entry, code, at },
    };
  return {
    feed: {
      ...feed,
      unknown: feed.unknown || kind === 'ambiguous',
      leaseUntil: null,
      notBefore: retryAt(outcome, at, attempt.backoffMs),
      failing,
    },
    dead: null,
  };
}
