import type { Condition } from '../condition.ts';
import type { JournalEntry } from './entry.ts';

export const DAY_MS = 86_400_000;
/** Nothing is said of a day longer ago than so many. */
export const MAX_DAYS = 400;

/** What the time in a condition counts as. Availability is up / (up + down). */
export type Standing = 'up' | 'down' | 'starting' | 'excluded';

/** How a subject spent one day, as far as its changes tell. */
export interface DayShare {
  readonly subject: string;
  /** UTC, in whole days since 1970-01-01. */
  readonly day: number;
  readonly upMs: number;
  readonly downMs: number;
  readonly startingMs: number;
  readonly excludedMs: number;
}

export function standing(condition: Condition): Standing {
  switch (condition) {
    case 'healthy':
    case 'running':
      return 'up';
    case 'unhealthy':
    case 'oom-killed':
    case 'looping':
    case 'crashed':
    case 'restarting':
      return 'down';
    case 'starting':
      return 'starting';
    case 'unknown':
    case 'created':
    case 'stopping':
    case 'stopped':
    case 'paused':
    case 'removed':
      return 'excluded';
  }
}

/** The time that an entry brings to an end, day by day: intervals between changes, never a count of probes. */
export function dayShares({ subject, from, fromAt, at }: JournalEntry): readonly DayShare[] {
  if (from === null || fromAt === null || fromAt >= at) return [];
  const column = `${standing(from)}Ms` as const;
  const last = Math.floor((at - 1) / DAY_MS);
  const first = Math.max(Math.floor(fromAt / DAY_MS), last - MAX_DAYS + 1);
  return Array.from({ length: last - first + 1 }, (_, n) => {
    const day = first + n;
    const ms = Math.min(at, (day + 1) * DAY_MS) - Math.max(fromAt, day * DAY_MS);
    return { subject, day, upMs: 0, downMs: 0, startingMs: 0, excludedMs: 0, [column]: ms };
  });
}
