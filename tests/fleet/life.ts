import { HaleError } from '@hale/core';
import type { Act, ContainerSpec, SimulatedEngine } from '@hale/core/simulate';
import type { Chance } from '../engine/delivery/chance.ts';

const CHECK = { test: ['CMD', 'check'], intervalMs: 500, timeoutMs: 200, retries: 1 };
const WELL = { exitCode: 0, output: 'ok', durationMs: 10 };
const ALWAYS = { name: 'always', maximumRetries: 0 } as const;
const IN_COMPOSE = {
  'com.docker.compose.project': 'shop',
  'com.docker.compose.service': 'api',
  'com.docker.compose.container-number': '1',
};

/** What runs on each host. */
export const CONTAINERS: readonly ContainerSpec[] = [
  { name: 'web', healthcheck: CHECK, finding: WELL, restart: ALWAYS },
  { name: 'shop-api-1', labels: IN_COMPOSE, healthcheck: CHECK, finding: WELL },
  { name: 'cache', healthcheck: CHECK, finding: WELL },
  { name: 'db' },
  { name: 'job' },
];

/** Whose check has been told to fail may be told so again: it says something else then. */
const ACTS: readonly Act[] = [
  { do: 'fail', output: 'connection refused' },
  { do: 'fail', output: 'HTTP 503 \u2028 <!channel>' },
  { do: 'hang' },
  { do: 'pass' },
  { do: 'pass' },
  { do: 'pause' },
  { do: 'unpause' },
  { do: 'unpause' },
  { do: 'stop' },
  { do: 'start' },
  { do: 'start' },
  { do: 'kill', signal: 'HUP' },
  { do: 'exit', code: 3 },
  { do: 'oom' },
  { do: 'remove' },
];

/** Has one of them do something, by chance. What cannot be done now is not done; what was removed comes back with its next turn. */
export async function takeTurn(
  engine: Pick<SimulatedEngine, 'act' | 'place'>,
  chance: Chance,
): Promise<void> {
  const spec = chance.pick(CONTAINERS);
  try {
    await engine.act(spec.name, chance.pick(ACTS));
  } catch (error) {
    if (!(error instanceof HaleError)) throw error;
    if (error.code === 'not-found') engine.place(spec);
  }
}
