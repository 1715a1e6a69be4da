import type { Pace } from './destination.ts';

/** After the first message of a quiet destination, what follows is gathered that long into one. */
export const FIRST_GATHER_MS = 10_000;
/** And then so long, for as long as there is something each time. */
export const GATHER_MS = 30_000;

/** When the next message may leave: at once where the destination is quiet, or the clock was put back. */
export function nextSlot(pace: Pace | null, now: number): number {
  return pace === null || pace.sentAt > now ? now : Math.max(now, pace.sentAt + pace.gatherMs);
}

/** After a message at `at`. */
export function paced(pace: Pace | null, at: number): Pace {
  const quiet = pace === null || at >= pace.sentAt + pace.gatherMs + GATHER_MS;
  return { sentAt: at, gatherMs: quiet ? FIRST_GATHER_MS : GATHER_MS };
}
