import { retryAt } from './backoff.ts';
import type { DeadLetter, Delivery, Failing, Tier } from './delivery.ts';
import type { Outcome } from './outcome.ts';
import { decide, failureOf, tellsFlapping } from './plan.ts';
import { isFailure, type TellRules } from './tell.ts';

/** Longer than any attempt takes: whoever finds an older lease has found a crash. */
export const LEASE_MS = 60_000;

/** Takes a delivery to be sent: what was under way and never ended may have arrived. */
export function claim(delivery: Delivery, now: number): Delivery {
  return {
    ...delivery,
    unknown: delivery.unknown || delivery.leaseUntil !== null,
    leaseUntil: now + LEASE_MS,
    attempts: delivery.attempts + 1,
  };
}

/** The lease is over and no result came: what was sent may have arrived, and what is wanted may be something else by now. */
export function lapse(delivery: Delivery, rules: TellRules, now: number): Delivery {
  return decide({ ...delivery, unknown: true, leaseUntil: null }, rules, now);
}

/** Somebody asks for it: what was given up is tried once more, as rich as it can be, and nothing is waited for. */
export function revive(delivery: Delivery, rules: TellRules, now: number): Delivery {
  return decide({ ...delivery, abandoned: null, tier: 0, attempts: 0 }, rules, now);
}

export interface Attempt {
  /** The delivery as it was sent; it may want something newer by now. */
  readonly claimed: Delivery;
  readonly outcome: Outcome;
  readonly at: number;
  /** The least wait before the next. */
  readonly backoffMs: number;
}

export interface Settled {
  readonly delivery: Delivery;
  readonly dead: DeadLetter | null;
}

/** What an attempt has changed. `delivery`: as it is stored now. */
export function settle(delivery: Delivery, attempt: Attempt, rules: TellRules): Settled {
  const { claimed, outcome, at } = attempt;
  if (delivery.leaseUntil !== claimed.leaseUntil)
    return { delivery: outlived(delivery, attempt, rules), dead: null };
  const free: Delivery = { ...delivery, leaseUntil: null };
  switch (outcome.kind) {
    case 'ok':
      return {
        delivery: decide(confirmed(free, attempt, rules, outcome.receipt ?? null), rules, at),
        dead: null,
      };
    case 'rejected':
      return rejected(free, attempt, outcome.code, rules);
    case 'ambiguous':
    case 'retry':
    case 'throttled':
    case 'gone':
    case 'auth': {
      const unknown = free.unknown || outcome.kind === 'ambiguous';
      const failing = failed(free, outcome.code, at);
      const next = decide({ ...free, unknown, failing }, rules, at);
      return {
        delivery: { ...next, dueAt: later(next.dueAt, retryAt(outcome, at, attempt.backoffMs)) },
        dead: null,
      };
    }
  }
}

/** It took longer than its lease, and somebody else has the delivery: all that can be said is that it may have arrived. */
function outlived(delivery: Delivery, { outcome, at }: Attempt, rules: TellRules): Delivery {
  if (outcome.kind !== 'ok' && outcome.kind !== 'ambiguous') return delivery;
  const doubted = { ...delivery, unknown: true };
  return doubted.leaseUntil === null ? decide(doubted, rules, at) : doubted;
}

function rejected(free: Delivery, { claimed, at }: Attempt, code: string, rules: TellRules): Settled {
  const sent = claimed.want;
  // It says nothing of what is wanted by now.
  if (free.want.id !== sent.id || free.flapping !== claimed.flapping)
    return { delivery: decide(free, rules, at), dead: null };
  const failing = failed(free, code, at);
  if (claimed.tier < 2)
    return { delivery: decide({ ...free, failing, tier: plainer(claimed.tier) }, rules, at), dead: null };
  const abandoned: Delivery = { ...free, failing, tier: 0, attempts: 0, abandoned: sent.id };
  return {
    delivery: decide(abandoned, rules, at),
    dead: { destination: free.destination, entry: sent, code, at },
  };
}

function confirmed(
  delivery: Delivery,
  { claimed, at }: Attempt,
  rules: TellRules,
  receipt: Delivery['receipt'],
): Delivery {
  const { want: sent } = claimed;
  return {
    ...delivery,
    told: { id: sent.id, condition: sent.to, at, flapping: tellsFlapping(claimed) },
    open: openOnceTold(delivery, claimed, rules, at),
    unknown: false,
    receipt,
    tier: 0,
    attempts: 0,
    failing: null,
  };
}

function openOnceTold(
  { open, want }: Delivery,
  claimed: Delivery,
  rules: TellRules,
  at: number,
): Delivery['open'] {
  const { want: sent } = claimed;
  if (open && (isFailure(sent.to) || tellsFlapping(claimed))) return { ...open, told: true };
  // The end of one failure was told while the next one began.
  return want.id === sent.id ? null : failureOf(want, rules, at);
}

/** What a newer change has made needless is not sent any more; what is still due waits. */
function later(dueAt: number | null, notBefore: number): number | null {
  return dueAt === null ? null : Math.max(dueAt, notBefore);
}

function failed({ failing }: Delivery, code: string, at: number): Failing {
  return { since: failing?.since ?? at, code };
}

function plainer(tier: Tier): Tier {
  return tier === 0 ? 1 : 2;
}
