import { DAY_MS } from '../journal/days.ts';
import type { Delivery } from './delivery.ts';
import { decide } from './plan.ts';
import type { TellRules } from './tell.ts';

/** Silences at one time. */
export const MAX_SILENCES = 1_000;
export const MAX_SILENCE_MS = 30 * DAY_MS;

/** For a while nobody is told of a subject; what becomes of it is recorded all the same. Times are epoch milliseconds. */
export interface Silence {
  /** One subject, or with a `*` for its last part all that begin so: `container/shop/*`, `agent/<id>/*`. */
  readonly subject: string;
  readonly since: number;
  readonly until: number;
  /** Who has made it. */
  readonly by: string;
  readonly reason: string | null;
}

/** When nothing of a subject is sent. */
export type Silenced = Pick<Silence, 'since' | 'until'>;

export function covers(silence: Pick<Silence, 'subject'>, subject: string): boolean {
  return silence.subject.endsWith('/*')
    ? subject.startsWith(silence.subject.slice(0, -1))
    : subject === silence.subject;
}

/** One that ends later than any may was made before the clock was put back. */
export function isActive({ until }: Silenced, now: number): boolean {
  return now < until && until <= now + MAX_SILENCE_MS;
}

/** How all silences together bear on a subject. */
export function silencedAt(silences: readonly Silence[], subject: string, now: number): Silenced | null {
  const active = silences.filter((silence) => isActive(silence, now) && covers(silence, subject));
  if (active.length === 0) return null;
  return {
    since: Math.min(...active.map(({ since }) => since)),
    until: Math.max(...active.map(({ until }) => until)),
  };
}

/** A silence begins, ends, or is another. */
export function hush(delivery: Delivery, silenced: Silenced | null, rules: TellRules, now: number): Delivery {
  return decide({ ...delivery, silenced }, rules, now);
}
