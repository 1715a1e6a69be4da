import {
  claim,
  type DeadLetter,
  type Delivery,
  gather,
  isIdle,
  lapse,
  nextSlot,
  type Outcome,
  paced,
  settle,
  triesAt,
  trip,
} from '@hale/core';
import type { DispatchLane, PassLimits } from './dispatch-lane.ts';
import { notificationOf } from './notification.ts';

/** How often a result is written again over what somebody else wrote meanwhile. */
export const SETTLE_TRIES = 10;

/** Tells a destination, in one message, what is due of its subjects. Resolves to when to look again; `null`: nothing waits. */
export async function passDeliveries(lane: DispatchLane, limits: PassLimits): Promise<number | null> {
  const { outbox, clock } = lane.ports;
  const { name, transport, rules } = lane.destination;
  const { batch } = transport.capabilities;
  const { breaker, pace } = await lane.state();
  const now = clock.now();
  const opensAt = triesAt(breaker, now);
  if (opensAt === null) return null;
  const at = limits.gathers ? Math.max(opensAt, nextSlot(pace, now)) : opensAt;
  if (at > now) {
    const next = await outbox.nextDue(name);
    return next === null ? null : Math.max(next, at);
  }

  const due = await outbox.due(name, now, batch);
  if (due.length === 0) return outbox.nextDue(name);
  const seen = due.map((row) => (row.leaseUntil === null ? row : lapse(row, rules, now)));
  const claimed = gather(
    seen.filter((row) => isDue(row, now)),
    batch,
  ).map((row) => claim(row, now));
  const asleep = seen.filter((row) => !isDue(row, now));
  if (!(await outbox.save(changesOf([...claimed, ...asleep])))) return now;
  const [first] = claimed;
  if (first === undefined) return now;

  const { outcome } = await lane.attempt(claimed.map(notificationOf), {
    tier: first.tier,
    receipt: claimed.length === 1 ? first.receipt : null,
    signal: limits.signal,
    timeoutMs: limits.timeoutMs,
  });
  await settleAll(lane, claimed, outcome, now);
  return clock.now();
}

async function settleAll(
  lane: DispatchLane,
  sent: readonly Delivery[],
  outcome: Outcome,
  sentAt: number,
): Promise<void> {
  const { outbox, clock } = lane.ports;
  const { name, rules } = lane.destination;
  const at = clock.now();
  const claims = new Map(sent.map((claimed) => [claimed.subject, claimed]));
  const backoffMs = lane.backoffMs(Math.max(...sent.map(({ attempts }) => attempts)));
  for (let tries = 0; tries < SETTLE_TRIES; tries += 1) {
    const rows: Delivery[] = [];
    const dead: DeadLetter[] = [];
    for (const row of await outbox.deliveries(name, [...claims.keys()])) {
      const claimed = claims.get(row.subject);
      if (claimed === undefined) continue;
      const settled = settle(row, { claimed, outcome, at, backoffMs }, rules);
      rows.push(settled.delivery);
      if (settled.dead) dead.push(settled.dead);
    }
    const before = await lane.state();
    const arrived = outcome.kind === 'ok' || outcome.kind === 'ambiguous';
    const state = {
      ...before,
      breaker: trip(before.breaker, outcome, at),
      pace: arrived ? paced(before.pace, sentAt) : before.pace,
    };
    if (!(await outbox.save({ ...changesOf(rows), destinations: [state], dead }))) continue;
    lane.settled(outcome, dead.length);
    lane.note(state);
    return;
  }
  // Its lease brings it back.
  lane.ports.log?.error('what came of a message could not be stored', { destination: name });
}

function isDue({ dueAt }: Delivery, now: number): boolean {
  return dueAt !== null && dueAt <= now;
}

function changesOf(rows: readonly Delivery[]): {
  readonly deliveries: readonly Delivery[];
  readonly settled: readonly Delivery[];
} {
  return { deliveries: rows.filter((row) => !isIdle(row)), settled: rows.filter(isIdle) };
}
