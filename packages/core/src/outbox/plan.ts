import { standing } from '../journal/days.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Delivery, Failure } from './delivery.ts';
import { isAbout, isFailure, isPassing, MISSED_MS, SETTLE_MS, type TellRules, tellAfterMs } from './tell.ts';

/**
 * What a destination should now know of a subject. `null`: it needs no row, there is nothing to tell and nothing to remember; of
 * itself it is told nothing.
 * `now` is the agent's clock, which decides when to send; the entry's own times are the engine's. `held`: of the subject, now.
 */
export function plan(
  before: Delivery | null,
  entry: JournalEntry,
  destination: string,
  rules: TellRules,
  now: number,
  { silenced, flapping }: Pick<Delivery, 'silenced' | 'flapping'> = before ?? NOT_HELD,
): Delivery | null {
  if (isAbout(entry, destination)) return null;
  const known = before ?? blank(destination, entry);
  // What was given up was said of it otherwise.
  const abandoned = known.flapping === flapping ? known.abandoned : null;
  const was = { ...known, silenced, flapping, abandoned };
  const next = decide({ ...was, want: entry, tier: 0, open: openAfter(was, entry, rules, now) }, rules, now);
  return isIdle(next) ? null : next;
}

const NOT_HELD = { silenced: null, flapping: false };

function blank(destination: string, entry: JournalEntry): Delivery {
  return {
    destination,
    subject: entry.subject,
    want: entry,
    told: null,
    open: null,
    unknown: false,
    receipt: null,
    tier: 0,
    attempts: 0,
    ...NOT_HELD,
    dueAt: null,
    leaseUntil: null,
    failing: null,
    abandoned: null,
    version: 0,
  };
}

/** Sets when it is due, from what is wanted and what is known of the receiver. */
export function decide(delivery: Delivery, rules: TellRules, now: number): Delivery {
  const open = delivery.open && isDropped(delivery) ? null : delivery.open;
  const next = { ...delivery, open };
  const at = dueAt(next, rules, now);
  return { ...next, dueAt: at === null ? null : Math.max(at, next.silenced?.until ?? 0) };
}

function dueAt(delivery: Delivery, rules: TellRules, now: number): number | null {
  const { want, told, open, unknown } = delivery;
  if (want.id === delivery.abandoned) return null;
  if (tellsFlapping(delivery))
    return open !== null && (unknown || !told?.flapping) ? Math.max(now, open.dueAt) : null;
  const afterMs = tellAfterMs(want, rules);
  if (afterMs !== null) {
    if (unknown || told?.flapping || told?.condition !== want.to)
      return Math.max(now, heldSince(want, now) + afterMs);
    return isFailure(want.to) && rules.remindMs !== null ? told.at + rules.remindMs : null;
  }
  if (open === null || isFailure(want.to) || isPassing(want.to)) return null;
  return want.to === 'healthy' || want.to === 'running'
    ? now
    : Math.max(now, heldSince(want, now) + SETTLE_MS);
}

/** What there is to tell is that it flaps: whoever stops it or takes it away has ended that. */
export function tellsFlapping({ flapping, want }: Pick<Delivery, 'flapping' | 'want'>): boolean {
  return flapping && (standing(want.to) !== 'excluded' || isPassing(want.to) || want.to === 'unknown');
}

/** The engine's clock may be ahead of ours. */
function heldSince(want: JournalEntry, now: number): number {
  return Math.min(want.at, now);
}

function openAfter(
  { open, ...delivery }: Delivery,
  entry: JournalEntry,
  rules: TellRules,
  now: number,
): Failure | null {
  const begun = failureOf(entry, rules, now);
  if (begun)
    return open ? { ...open, condition: begun.condition, dueAt: Math.min(open.dueAt, begun.dueAt) } : begun;
  // Brought back before it had to be told.
  return open && !mayKnow({ ...delivery, open }) && now < tellBy(open, delivery) ? null : open;
}

/** What was not yet to be told when a silence began need not be until it ends. */
function tellBy({ dueAt }: Failure, { silenced }: Pick<Delivery, 'silenced'>): number {
  return silenced !== null && silenced.since <= dueAt ? Math.max(dueAt, silenced.until) : dueAt;
}

/** The failure that an entry begins, if it is one that is told. */
export function failureOf(entry: JournalEntry, rules: TellRules, now: number): Failure | null {
  const afterMs = tellAfterMs(entry, rules);
  if (afterMs === null || !isFailure(entry.to)) return null;
  return { condition: entry.to, at: entry.at, dueAt: heldSince(entry, now) + afterMs, told: false };
}

function mayKnow({ open, unknown, leaseUntil }: Delivery): boolean {
  return open?.told === true || unknown || leaseUntil !== null;
}

/** Over, short, and the receiver never knew of it. */
function isDropped(delivery: Delivery): boolean {
  const { want, open } = delivery;
  if (open === null || isFailure(want.to) || isPassing(want.to)) return false;
  if (mayKnow(delivery) || tellsFlapping(delivery)) return false;
  return want.at - open.at < MISSED_MS;
}

/** Nothing to tell, nothing told that would have to be taken back. */
export function isIdle({ dueAt, open, leaseUntil }: Delivery): boolean {
  return dueAt === null && open === null && leaseUntil === null;
}
