import {
  claimFeed,
  type Feed,
  feedAt,
  isFed,
  newFeed,
  type Outcome,
  type PositionedEntry,
  settleFeed,
  triesAt,
  trip,
} from '@hale/core';
import { type DispatchLane, JOURNAL_PAGE, type PassLimits } from './dispatch-lane.ts';
import { SETTLE_TRIES } from './pass-deliveries.ts';

/** Hands a destination the next entry of the journal. Resolves to when to look again; `null`: it has them all. */
export async function passFeed(lane: DispatchLane, limits: PassLimits): Promise<number | null> {
  const { outbox, clock } = lane.ports;
  const { name } = lane.destination;
  const state = await lane.state();
  const feed = state.feed ?? newFeed(0);
  const now = clock.now();
  const opensAt = triesAt(state.breaker, now);
  if (opensAt === null) return null;
  const at = Math.max(opensAt, feedAt(feed, now));
  if (at > now) return at;

  const entries = await outbox.entriesAfter(feed.position, JOURNAL_PAGE);
  const next = entries.findIndex((positioned) => isFed(positioned, name));
  const position = (next === -1 ? entries : entries.slice(0, next)).at(-1)?.position ?? feed.position;
  const sent = entries[next];
  if (sent === undefined) {
    if (entries.length === 0) return null;
    await outbox.save({ destinations: [{ ...state, feed: { ...feed, position } }] });
    return now;
  }
  const claimed = claimFeed(feed, position, now);
  if (!(await outbox.save({ destinations: [{ ...state, feed: claimed }] }))) return now;

  const notification = { entry: sent.entry, ends: null, reminder: false, flapping: null };
  const { outcome } = await lane.attempt([notification], {
    tier: claimed.tier,
    receipt: null,
    signal: limits.signal,
    timeoutMs: limits.timeoutMs,
  });
  await settleOne(lane, claimed, sent, outcome);
  return clock.now();
}

async function settleOne(
  lane: DispatchLane,
  claimed: Feed,
  sent: PositionedEntry,
  outcome: Outcome,
): Promise<void> {
  const { outbox, clock, log } = lane.ports;
  const { name: destination } = lane.destination;
  const at = clock.now();
  const backoffMs = lane.backoffMs(claimed.attempts);
  for (let tries = 0; tries < SETTLE_TRIES; tries += 1) {
    const before = await lane.state();
    const attempt = { destination, claimed, sent, outcome, at, backoffMs };
    const { feed, dead } = settleFeed(before.feed ?? claimed, attempt);
    const state = { ...before, feed, breaker: trip(before.breaker, outcome, at) };
    if (!(await outbox.save({ destinations: [state], dead: dead ? [dead] : [] }))) continue;
    lane.settled(outcome, dead ? 1 : 0);
    lane.note(state);
    return;
  }
  // Its lease brings it back.
  log?.error('what came of a message could not be stored', { destination });
}
