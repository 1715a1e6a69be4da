import type { Health, ProbeResult } from '@hale/core';
import type { Look } from './twins.ts';

/** A probe that is under way until something ends it. Its program is told from those of all other runs by its argument. */
export const HELD = 'echo held; exec sleep $((90000+n))';

/** The command line of the Nth run of a check, where that is {@link HELD}. */
export function heldAs(ordinal: number): string {
  return `sleep\0${90_000 + ordinal}\0`;
}

/** A container's record once it has come to rest. */
export interface Rest {
  readonly health: Health;
  /** When the results of moby's own race began; they are left out of the record. */
  readonly races: readonly string[];
}

/**
 * A native record without the results of moby's own race. When a container ends, so does a probe that is under way, with 137; what
 * moby learns first decides whether that counts, as one more failure, or is dropped. On 20.10 it counted each time, on 26.1 mostly.
 * hale always drops it: it says nothing of the container.
 */
export function withoutRaces({ state, health }: Look): Rest {
  const races = health.log.filter(isRace);
  // A new run begins with a streak of 0.
  const counted = state === 'exited' && health.log.slice(-1).some(isRace) ? 1 : 0;
  const failingStreak = health.failingStreak - counted;
  const log = health.log.filter((result) => !isRace(result));
  return { health: { ...health, failingStreak, log }, races: races.map(({ start }) => start) };
}

function isRace({ exitCode, output }: ProbeResult): boolean {
  return exitCode === 137 && output === 'held\n';
}
