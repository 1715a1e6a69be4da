import {
  type Clock,
  type Container,
  engineNow,
  HaleError,
  type Health,
  type Http,
  type Signal,
} from '@hale/core';
import { connect, type Engine, inspect, list } from '@hale/core/docker';
import { INSPECTS_AT_ONCE } from './caller.ts';
import type { CheckOptions } from './check/checks.ts';
import { checkOnce } from './check/once.ts';
import type { Select } from './watch.ts';

export interface SurveyOptions {
  readonly clock: Clock;
  /** Those without a process too. Default false. */
  readonly all?: boolean;
  readonly signal?: Signal;
  /** Has hale run once each check that the engine does not. */
  readonly checks?: CheckOptions;
  readonly select?: Select;
  /** Keys of labels that `select` has to see. */
  readonly labels?: ReadonlySet<string>;
  /** What was known of the health of a container, as an earlier survey has shown it; hale's own checks go on from there. */
  readonly healthOf?: (container: Container) => Health | null;
}

export interface Survey {
  readonly engine: Engine;
  /** When it began, epoch milliseconds of the engine's clock. */
  readonly at: number;
  /** In the engine's order. */
  readonly containers: readonly Container[];
}

/**
 * One look at every container: a list, and an inspect of each.
 *
 * @throws HaleError whatever the engine's calls throw
 */
export async function survey(http: Http, options: SurveyOptions): Promise<Survey> {
  const { clock, all = false, signal, checks, select = () => true, healthOf = () => null } = options;
  const call = signal ? { signal } : {};
  const engine = await connect(http, { ...call, labels: options.labels });
  const at = engineNow(engine.date, clock.now());
  const ahead = at - clock.now();
  const site = { engine, clock: { ...clock, now: () => clock.now() + ahead } };
  const cancel = new AbortController();
  const stop = (): void => cancel.abort();
  signal?.addEventListener('abort', stop, { once: true });
  const look = async (id: string): Promise<Container | null> => {
    const container = await inspectUnlessGone(engine, id, call);
    if (!container || !select(container)) return null;
    const before = healthOf(container);
    return checks
      ? checkOnce(container, checks, site, { now: at, cancel: cancel.signal, before })
      : container;
  };
  try {
    const listed = await list(engine, { all, ...call });
    const containers = await eachOf(listed.filter(select), ({ id }) => look(id));
    return { engine, at, containers: containers.filter((container) => container !== null) };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
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
