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
import type { CheckOptions } from './check/checks.ts';
import { checkOnce } from './check/once.ts';
import { type ContainerView, viewOf } from './view.ts';

export interface InventoryOptions {
  readonly clock: Clock;
  /** Those without a process too. Default false. */
  readonly all?: boolean;
  readonly signal?: Signal;
  /** Has hale run once each check that the engine does not. */
  readonly checks?: CheckOptions;
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
  const { clock, all = false, signal, checks } = options;
  const call = signal ? { signal } : {};
  const engine = await connect(http, call);
  const at = engineNow(engine.date, clock.now());
  const ahead = at - clock.now();
  const site = { engine, clock: { ...clock, now: () => clock.now() + ahead } };
  const cancel = new AbortController();
  const stop = (): void => cancel.abort();
  signal?.addEventListener('abort', stop, { once: true });
  const look = async (id: string): Promise<Container | null> => {
    const container = await inspectUnlessGone(engine, id, call);
    return container && checks
      ? checkOnce(container, checks, site, { now: at, cancel: cancel.signal })
      : container;
  };
  try {
    const listed = await list(engine, { all, ...call });
    const containers = await eachOf(listed, ({ id }) => look(id));
    return containers.flatMap((container) => (container ? (viewNow(container, at) ?? []) : []));
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function viewNow(container: Container, at: number): ContainerView | null {
  const baseline = { kind: 'inspected', at, container, cause: 'baseline' } as const;
  return viewOf(step(startMonitor(container, null), baseline).monitor);
}

/** A few at a time, in order. */
async function eachOf<T, R>(items: readonly T[], look: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [n, item] of queue) results[n] = await look(item);
  };
  await Promise.all(Array.from({ length: INSPECTS_AT_ONCE }, worker));
  return results;
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
