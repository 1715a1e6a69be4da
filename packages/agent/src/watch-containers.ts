import type { Http, Transition } from '@hale/core';
import { connect, inspect } from '@hale/core/docker';
import type { ChecksView } from './check/checks.ts';
import type { ContainerView } from './view.ts';
import { ContainerWatch, type EngineView, type WatchOptions } from './watch.ts';

export interface Watch extends AsyncIterable<Transition> {
  /** As they are now; complete once the engine is `in-sight`. */
  containers(): readonly ContainerView[];
  readonly engine: EngineView;
  /** The checks that hale runs, and what is wrong with any; `null`: it was not asked to run any. */
  readonly checks: ChecksView | null;
}

/**
 * Every container of an engine. The loop first gives one transition for each container that is there (from `null`, by
 * `baseline`), then each change, for ever, through restarts of the engine. While the engine is away they are `unknown`.
 */
export function watchContainers(http: Http, options: WatchOptions): Watch {
  return new ContainerWatch(http, options);
}

/**
 * One container, until it has stopped for good or is removed. What its restart policy brings back has not.
 *
 * @throws HaleError `not-found` when there is no such container, `bad-input` for what cannot be a name, and whatever the
 * first look at the engine throws; from then on an engine out of sight is a transition to `unknown`
 */
export async function* watchContainer(
  http: Http,
  idOrName: string,
  options: WatchOptions,
): AsyncGenerator<Transition, void, undefined> {
  const id = await findContainer(http, idOrName, options);
  yield* new ContainerWatch(http, options, { id, until: 'stopped' });
}

/** The id of a container by its name, its id, or the beginning of its id. */
export async function findContainer(http: Http, idOrName: string, { signal }: WatchOptions): Promise<string> {
  const call = signal ? { signal } : {};
  const { id } = await inspect(await connect(http, call), idOrName, call);
  return id;
}
