import { type HttpSpec, policyOf } from '@hale/core';
import { expect, test } from 'vitest';
import { asHealthcheck } from './healthcheck.ts';

const policy = policyOf({
  intervalMs: 1_000,
  timeoutMs: 0,
  startPeriodMs: 0,
  startIntervalMs: 0,
  retries: 5,
});
const http: HttpSpec = {
  kind: 'http',
  scheme: 'https',
  host: null,
  port: 8443,
  path: '/healthz',
  method: 'GET',
  headers: {},
  expect: { from: 200, to: 399 },
  contains: null,
  tls: { verify: false, serverName: null },
};

test.each([
  [{ kind: 'exec', argv: ['test', '-e', '/ok'] } as const, ['CMD', 'test', '-e', '/ok']],
  [http, ['CMD', 'hale', 'check', 'https://:8443/healthz']],
  [{ kind: 'tcp', host: 'db', port: 5432 } as const, ['CMD', 'hale', 'check', 'tcp://db:5432']],
])('%j', (probe, words) => {
  expect(asHealthcheck({ probe, policy, by: 'hale', from: 'labels' })).toEqual({ test: words, ...policy });
});
