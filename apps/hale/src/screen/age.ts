import type { Since } from '@hale/core';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago, in one unit: `42s`, `3m`, `2h`, `9d`. The unit changes when two of the larger one are full. */
export function age(ms: number): string {
  if (ms < 2 * MINUTE_MS) return `${Math.max(0, Math.floor(ms / SECOND_MS))}s`;
  if (ms < 2 * HOUR_MS) return `${Math.floor(ms / MINUTE_MS)}m`;
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)}h`;
  return `${Math.floor(ms / DAY_MS)}d`;
}

/** `≥2m` where the engine's record does not reach back far enough to know more. */
export function ageSince(since: Since | null, now: number): string {
  if (since === null) return '-';
  return `${since.exact ? '' : '≥'}${age(now - since.at)}`;
}
