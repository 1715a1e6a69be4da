import {
  type Clock,
  type Container,
  engineNow,
  HaleError,
  type Http,
  type Signal,
  startMonitor,
  step,
} from '@hale/core';
import { connect, type Engine, inspect, list } from '@hale/core/docker';
import { INSPECTS_AT_ONCE } from './caller.ts';
import { type ContainerView, viewOf } from './view.ts';

export interface InventoryOptions {
  readonly clock: Clock;
  /** Those without a process too. Default false. */
  readonly all?: boolean;
  readonly signal?: Signal;
}

/**
 * One look at every container, in the engine's order: a list, and an inspect of each. Nothing is known of what came before,
 * so an exit is judged by its code alone.
 *
 * @throws HaleError whatever the engine's calls throw
 */
export async function takeInventory(
  http: Http,
  options: InventoryOptions,
): Promise<readonly ContainerView[]> {
  const { clock, all = false, signal } = options;
  const call = signal ? { signal } : {};
  const engine = await connect(http, call);
  const at = engineNow(engine.date, clock.now());
  const listed = await list(engine, { all, ...call });
  const containers = await inspectAll(
    engine,
    listed.map(({ id }) => id),
    call,
  );
  return containers.flatMap((container) => {
    const { monitor } = step(startMonitor(container, null), {
      kind: 'inspected',
      at,
      container,
      cause: 'baseline',
    });
    return viewOf(monitor) ?? [];
  });
}

async function inspectAll(
  engine: Engine,
  ids: readonly string[],
  call: { signal?: Signal },
): Promise<Container[]> {
  const found = ids.map((): Container | null => null);
  const queue = ids.entries();
  const worker = async (): Promise<void> => {
    for (const [n, id] of queue) found[n] = await inspectUnlessGone(engine, id, call);
  };
  await Promise.all(Array.from({ length: INSPECTS_AT_ONCE }, worker));
  return found.filter((container) => container !== null);
}

async function inspectUnlessGone(
  engine: Engine,
  id: string,
  call: { signal?: Signal },
): Promise<Container | null> {
  try {
    return await inspect(engine, id, call);
  } catch (error) {
    if (error instanceof HaleError && error.code === 'not-found') return null;
    throw error;
  }
}
