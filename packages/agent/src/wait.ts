import { HaleError, type Http } from '@hale/core';
import { type Goal, type Reach, reach } from './goal.ts';
import type { ContainerView } from './view.ts';
import { ContainerWatch, type WatchOptions } from './watch.ts';
import { findContainer } from './watch-containers.ts';

export type WaitOutcome = Reach & {
  /** As it was at the end; `null`: it does not exist (any more). */
  readonly view: ContainerView | null;
};

/**
 * Waits until a container reaches a goal, or no longer can. `pending` comes back only from a wait that was aborted.
 *
 * @throws HaleError whatever the first look at the engine throws, but for `not-found`, which is an outcome
 */
export async function waitFor(
  http: Http,
  idOrName: string,
  goal: Goal,
  options: WatchOptions,
): Promise<WaitOutcome> {
  let id: string;
  try {
    id = await findContainer(http, idOrName, options);
  } catch (error) {
    if (error instanceof HaleError && error.code === 'not-found') return { ...reach(goal, null), view: null };
    throw error;
  }
  const watch = new ContainerWatch(http, options, { id, until: goal === 'removed' ? 'removed' : 'stopped' });
  const outcome = (): WaitOutcome => {
    const view = watch.containers()[0] ?? null;
    return { ...reach(goal, view), view };
  };
  for await (const _ of watch) {
    const reached = outcome();
    if (reached.kind !== 'pending') return reached;
  }
  return options.signal?.aborted ? { kind: 'pending', view: watch.containers()[0] ?? null } : outcome();
}
