import type { Clock, Signal } from '@hale/core';
import { areSame, readAgain } from './files.ts';
import type { Loaded } from './load.ts';

export interface FollowOptions {
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: Signal;
}

/** How often the files are read again. A file that is replaced, or reached by other links, is seen as any other change. */
export const FOLLOW_MS = 5_000;
/** For so long the files have to stay as they are: an editor may be at it. */
export const SETTLE_MS = 500;
/** What never stays as it is, is taken as it is. */
export const MAX_SETTLE_ROUNDS = 10;

/**
 * Loads a configuration again whenever a file that it came from is another one, the files of its secrets included. What is
 * yielded may be bad: who runs by it stays with the last good one, and lets go of destinations that another replaces.
 *
 * @throws the signal's reason
 */
export async function* followConfig(
  first: Loaded,
  load: () => Promise<Loaded>,
  { clock, signal }: FollowOptions,
): AsyncGenerator<Loaded, never> {
  let current = first;
  const wait = (ms: number): Promise<void> => clock.sleepUntil(clock.monotonic() + ms, signal);
  for (;;) {
    await wait(FOLLOW_MS);
    let now = await readAgain(current.files);
    if (areSame(current.files, now)) continue;
    for (let round = 0; round < MAX_SETTLE_ROUNDS; round += 1) {
      await wait(SETTLE_MS);
      const before = now;
      now = await readAgain(current.files);
      if (areSame(before, now)) break;
    }
    current = await load();
    yield current;
  }
}
