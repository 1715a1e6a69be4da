import * as z from 'zod';
import type { ListedContainer } from '../container.ts';
import type { Signal } from '../signal.ts';
import { call } from './call.ts';
import type { Engine } from './engine.ts';
import { encodeFilters, type Filters } from './filters.ts';
import { healthStatusOf } from './health.ts';
import { shortId } from './identifier.ts';
import { keptLabels } from './labels.ts';
import { engineStatus } from './status.ts';

export interface ListOptions {
  /** Those without a process too. Default false. */
  readonly all?: boolean;
  /** `{ health: ['unhealthy'] }` and the like. A list that matches few costs the engine far less. */
  readonly filters?: Filters;
  readonly signal?: Signal;
}

const labels = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null,
  {
    error: 'expected an object',
  },
);

const answer = z.array(
  z.object({
    Id: z.string().min(1),
    Names: z.array(z.string()).nullish(),
    Image: z.string().nullish(),
    Labels: labels.nullish(),
    State: engineStatus,
    Status: z.string().nullish(),
    Health: z.object({ Status: z.string() }).nullish(),
  }),
);

/**
 * `GET /containers/json`. The engine's dearest call: 70 µs of its CPU for each container listed.
 *
 * @throws HaleError `protocol` with the path of the field that is amiss, such as `3.State`, and the errors of any call
 */
export async function list(engine: Engine, options: ListOptions = {}): Promise<readonly ListedContainer[]> {
  const { all = false, filters, signal } = options;
  const query = { all: all ? '1' : undefined, filters: encodeFilters(filters) };
  const said = await call(
    engine,
    { method: 'GET', path: '/containers/json', query, allow: 'CONTAINERS=1', ...(signal && { signal }) },
    answer,
  );
  return said.map((item) => ({
    id: item.Id,
    name: ownName(item.Names ?? []) ?? shortId(item.Id),
    image: item.Image ?? '',
    labels: keptLabels(item.Labels, engine.labels),
    status: item.State,
    healthStatus: item.State === 'running' ? listedHealth(item) : null,
  }));
}

/** Legacy links add names below another container's, such as `/web/db`. */
function ownName(names: readonly string[]): string | undefined {
  const bare = names.map((name) => name.replace(/^\//, '')).filter((name) => name !== '');
  return bare.find((name) => !name.includes('/')) ?? bare[0];
}

/** From API 1.52 on there is a field for it, before that only the end of a sentence: `Up 3 minutes (healthy)`. */
function listedHealth({ Health, Status }: z.output<typeof answer>[number]): ListedContainer['healthStatus'] {
  const word = Health?.Status ?? /\((?:health: )?(starting|healthy|unhealthy)\)$/.exec(Status ?? '')?.[1];
  if (word === undefined || word === 'none') return null;
  return healthStatusOf(word);
}
