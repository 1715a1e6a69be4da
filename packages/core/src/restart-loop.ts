/** This many exits that nobody asked for, within {@link LOOP_WINDOW_MS}, make a restart loop. */
export const LOOP_EXITS = 3;
export const LOOP_WINDOW_MS = 10 * 60_000;

/** Plain JSON; `exits` are epoch milliseconds, oldest first, at most {@link LOOP_EXITS}. */
export interface RestartLoop {
  readonly exits: readonly number[];
  readonly looping: boolean;
}

export const NO_LOOP: RestartLoop = { exits: [], looping: false };

export function exitedUnasked(loop: RestartLoop, at: number, times = 1): RestartLoop {
  if (times <= 0) return loop;
  const exits = [...loop.exits, ...Array<number>(Math.min(times, LOOP_EXITS)).fill(at)].slice(-LOOP_EXITS);
  const [first] = exits;
  const full = exits.length === LOOP_EXITS && first !== undefined && at - first <= LOOP_WINDOW_MS;
  return { exits, looping: loop.looping || full };
}

/** A loop is over once the container has run for {@link LOOP_WINDOW_MS} without another such exit. */
export function runningSince(loop: RestartLoop, startedAt: number, at: number): RestartLoop {
  return loop.looping && at >= loopEndsAt(startedAt) ? NO_LOOP : loop;
}

export function loopEndsAt(startedAt: number): number {
  return startedAt + LOOP_WINDOW_MS;
}
