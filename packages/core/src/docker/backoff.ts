import type { Random } from '../random.ts';

/** The first wait is shorter than this, the next than twice this, and so on. */
export const BACKOFF_BASE_MS = 500;
export const BACKOFF_LIMIT_MS = 30_000;

/** No wait is shorter, whatever chance says. */
export const BACKOFF_FLOOR_MS = 50;

/** How long to wait after so many failures in a row (1 and up): anything up to a limit that doubles, so that clients spread out. */
export function backoffMs(failures: number, random: Random): number {
  const limitMs = Math.min(BACKOFF_LIMIT_MS, BACKOFF_BASE_MS * 2 ** (failures - 1));
  return Math.max(BACKOFF_FLOOR_MS, random() * limitMs);
}
