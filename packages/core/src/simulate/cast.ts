import type { ContainerSpec } from './container.ts';
import { MAX_CONTAINERS } from './daemon.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PROJECT = 'shop';
const CHECK_TAKES_MS = 20;

/** Takes a second over its last requests. */
const GRACEFUL = "trap 'sleep 1; exit 0' TERM; sleep infinity";

/** Fails every other time. */
const FLAPPING = 'test -f /tmp/odd && rm /tmp/odd && exit 1; touch /tmp/odd';

/** A little production: most of it well, one that always crashes, one that flaps, one that the kernel killed. */
const PLAYERS: readonly ContainerSpec[] = [
  service(
    'web',
    1,
    'nginx:1.29',
    ['nginx', '-g', 'daemon off;'],
    'curl -fsS http://localhost/',
    '<h1>shop</h1>\n',
  ),
  service(
    'web',
    2,
    'nginx:1.29',
    ['nginx', '-g', 'daemon off;'],
    'curl -fsS http://localhost/',
    '<h1>shop</h1>\n',
  ),
  service(
    'api',
    1,
    'shop/api:4.2.0',
    ['node', 'server.js'],
    'curl -fsS http://localhost:8080/healthz',
    'ok\n',
  ),
  service(
    'db',
    1,
    'postgres:18',
    ['postgres'],
    'pg_isready -U shop',
    '/var/run/postgresql:5432 - accepting connections\n',
  ),
  service('cache', 1, 'redis:8', ['redis-server'], 'redis-cli ping', 'PONG\n'),
  service('worker', 1, 'shop/worker:4.2.0', ['node', 'worker.js']),
  {
    ...service('mailer', 1, 'shop/mailer:2.0.1', ['node', 'mailer.js']),
    program: 'sleep 8; exit 1',
    was: { status: 'running', forMs: 0 },
  },
  {
    ...service('search', 1, 'shop/search:1.9.3', ['search', '--listen', ':9200']),
    healthcheck: { test: ['CMD-SHELL', FLAPPING], intervalMs: 10_000, timeoutMs: 2000, retries: 1 },
  },
  {
    ...service('importer', 1, 'shop/importer:1.0.0', ['import', '--all']),
    restart: { name: 'no', maximumRetries: 0 },
    was: { status: 'exited', exitCode: 137, oomKilled: true, agoMs: 20 * MINUTE_MS },
  },
  {
    ...service('migrate', 1, 'shop/api:4.2.0', ['node', 'migrate.js']),
    restart: { name: 'no', maximumRetries: 0 },
    was: { status: 'exited', exitCode: 0, agoMs: 3 * HOUR_MS },
  },
  {
    name: 'registry',
    image: 'registry:3',
    command: ['registry', 'serve'],
    program: GRACEFUL,
    restart: { name: 'always', maximumRetries: 0 },
    was: { status: 'running', forMs: 72 * HOUR_MS },
  },
];

/** How many there are if nobody says how many. */
export const CAST_SIZE = PLAYERS.length;

/** The default cast of a simulated engine, or its first `count`, or with as many more workers as it takes. */
export function cast(count = CAST_SIZE): readonly ContainerSpec[] {
  const size = Math.min(count, MAX_CONTAINERS);
  const extras = Array.from({ length: Math.max(0, size - CAST_SIZE) }, (_, index) => extra(index + 2));
  return [...PLAYERS.slice(0, size), ...extras];
}

function extra(number: number): ContainerSpec {
  const worker = service(
    'worker',
    number,
    'shop/worker:4.2.0',
    ['node', 'worker.js'],
    'node ping.js',
    'pong\n',
  );
  return { ...worker, healthcheck: { ...worker.healthcheck, intervalMs: 30_000 } };
}

function service(
  name: string,
  number: number,
  image: string,
  command: readonly string[],
  check?: string,
  output = '',
): ContainerSpec {
  return {
    name: `${PROJECT}-${name}-${number}`,
    image,
    command,
    program: GRACEFUL,
    labels: {
      'com.docker.compose.project': PROJECT,
      'com.docker.compose.service': name,
      'com.docker.compose.container-number': String(number),
      'com.docker.compose.oneoff': 'False',
    },
    restart: { name: 'unless-stopped', maximumRetries: 0 },
    ...(check !== undefined && {
      healthcheck: { test: ['CMD-SHELL', check], intervalMs: 2000, timeoutMs: 1000, retries: 2 },
      finding: { exitCode: 0, output, durationMs: CHECK_TAKES_MS },
    }),
    was: { status: 'running', forMs: 3 * HOUR_MS },
  };
}
