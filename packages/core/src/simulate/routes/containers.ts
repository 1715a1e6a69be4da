import * as z from 'zod';
import { HaleError } from '../../error.ts';
import type { Healthcheck } from '../../healthcheck.ts';
import type { ContainerSpec } from '../container.ts';
import { parseFilters } from '../filters.ts';
import { inspect } from '../inspect.ts';
import { checkListFilters, isListed, listItem } from '../list.ts';
import { type Call, empty, json, type Route } from '../router.ts';
import { parseBody } from './body.ts';

export const containerRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/containers\/json$/, answer: list },
  { method: 'POST', path: /^\/containers\/create$/, answer: create },
  { method: 'GET', path: /^\/containers\/([^/]+)\/json$/, answer: inspectOne },
  { method: 'DELETE', path: /^\/containers\/([^/]+)$/, answer: remove },
];

function list({ daemon, query }: Call): Response {
  const filters = parseFilters(query.get('filters'));
  checkListFilters(filters);
  const all = isTrue(query.get('all'));
  const limit = Number(query.get('limit') ?? 0);
  const now = daemon.stamp();
  const found = daemon.supervisors
    .map(({ container }) => container)
    .filter((container) => isListed(container, filters, all || limit > 0));
  return json((limit > 0 ? found.slice(0, limit) : found).map((container) => listItem(container, now)));
}

function inspectOne({ daemon, params: [reference = ''] }: Call): Response {
  const { container, execs } = daemon.find(reference);
  return json(
    inspect(
      container,
      execs.map(({ id }) => id),
    ),
  );
}

function remove({ daemon, params: [reference = ''], query }: Call): Response {
  daemon.remove(daemon.find(reference), isTrue(query.get('force')));
  return empty();
}

const NANOSECONDS_PER_MS = 1_000_000;
const MIN_DURATION_MS = 1;

const Nanoseconds = z.number().optional();

const Create = z.object({
  Image: z.string().min(1).optional(),
  Entrypoint: z.array(z.string()).nullish(),
  Cmd: z.array(z.string()).nullish(),
  Labels: z.record(z.string(), z.string()).nullish(),
  Tty: z.boolean().optional(),
  StopSignal: z.string().optional(),
  StopTimeout: z.number().int().nullish(),
  Healthcheck: z
    .object({
      Test: z.array(z.string()).nullish(),
      Interval: Nanoseconds,
      Timeout: Nanoseconds,
      StartPeriod: Nanoseconds,
      StartInterval: Nanoseconds,
      Retries: z.number().int().optional(),
    })
    .nullish(),
  HostConfig: z
    .object({
      RestartPolicy: z
        .object({
          Name: z.enum(['', 'no', 'always', 'unless-stopped', 'on-failure']).optional(),
          MaximumRetryCount: z.number().int().optional(),
        })
        .nullish(),
    })
    .nullish(),
});

type Create = z.infer<typeof Create>;

async function create({ daemon, query, body }: Call): Promise<Response> {
  const wanted = parseBody(Create, await body());
  const supervisor = daemon.create(specOf(wanted, query.get('name')?.replace(/^\//, '') || daemon.newName()));
  return json({ Id: supervisor.container.id, Warnings: [] }, 201);
}

function specOf(wanted: Create, name: string): ContainerSpec {
  if (wanted.Image === undefined) {
    throw new HaleError('bad-input', 'config cannot be empty in order to create a container', {
      path: 'Image',
    });
  }
  const command = [...(wanted.Entrypoint ?? []), ...(wanted.Cmd ?? [])];
  const policy = wanted.HostConfig?.RestartPolicy;
  const { StopSignal: stopSignal, StopTimeout: stopTimeoutS, Healthcheck: check } = wanted;
  return {
    name,
    image: wanted.Image,
    ...(command.length > 0 && { command }),
    labels: wanted.Labels ?? {},
    tty: wanted.Tty ?? false,
    ...(check && { healthcheck: healthcheckOf(check) }),
    restart: { name: policy?.Name || 'no', maximumRetries: policy?.MaximumRetryCount ?? 0 },
    ...(stopSignal && { stopSignal }),
    ...(typeof stopTimeoutS === 'number' && { stopTimeoutMs: stopTimeoutS * 1000 }),
  };
}

function healthcheckOf(check: NonNullable<Create['Healthcheck']>): Healthcheck {
  if ((check.Retries ?? 0) < 0) throw new HaleError('bad-input', 'Retries in Healthcheck cannot be negative');
  return {
    test: check.Test ?? [],
    intervalMs: duration('Interval', check.Interval),
    timeoutMs: duration('Timeout', check.Timeout),
    startPeriodMs: duration('StartPeriod', check.StartPeriod),
    startIntervalMs: duration('StartInterval', check.StartInterval),
    retries: check.Retries ?? 0,
  };
}

function duration(field: string, nanoseconds = 0): number {
  const ms = nanoseconds / NANOSECONDS_PER_MS;
  if (ms === 0 || ms >= MIN_DURATION_MS) return ms;
  throw new HaleError('bad-input', `${field} in Healthcheck cannot be less than 1ms`, { path: field });
}

/** As Go reads a flag of a query. */
function isTrue(text: string | null): boolean {
  return text !== null && !['', '0', 'no', 'false', 'none'].includes(text.toLowerCase().trim());
}
