import { BASELINE, type Container, HaleError, HEALTH_LOG_ENTRIES } from '@hale/core';
import type { ContainerSpec } from '@hale/core/simulate';
import { expect, test } from 'vitest';
import type { CheckOptions } from './check/checks.ts';
import { runExec } from './probe/exec.ts';
import { Leaks } from './probe/leaks.ts';
import { alive, aTestEngine, listen } from './testing/engine.ts';
import { watchContainers } from './watch-containers.ts';

const FLAPPING = 'echo tried; test -f /tmp/odd && rm /tmp/odd && exit 1; touch /tmp/odd';
const NATIVE: ContainerSpec = {
  name: 'native',
  healthcheck: { test: ['CMD-SHELL', FLAPPING], intervalMs: 2_000, timeoutMs: 1_000, retries: 1 },
};
const TWIN: ContainerSpec = {
  name: 'twin',
  labels: {
    'hale.check.exec': FLAPPING,
    'hale.interval': '2s',
    'hale.timeout': '1s',
    'hale.retries': '1',
  },
};

const closing = new AbortController();
const leaks = new Leaks();
const run: CheckOptions['run'] = (container, { probe, policy }, signal, { engine, clock }) => {
  if (probe.kind !== 'exec') throw new HaleError('unsupported', 'only commands here');
  const { argv } = probe;
  return runExec(
    { container, argv, timeoutMs: policy.timeoutMs, parity: BASELINE },
    { engine, clock, endProcess: async () => 'impossible', leaks, closing: closing.signal },
    signal,
  );
};

test('a check that the engine runs, and its twin that hale runs, find the same in the same order', async () => {
  const rig = aTestEngine(NATIVE, TWIN);
  const watch = watchContainers(rig.http, {
    clock: rig.clock,
    random: () => 0.5,
    signal: closing.signal,
    checks: { run, allowExec: true },
  });
  const { told, ended } = listen(watch);
  await alive(rig, () => rig.clock.advance(2_000 * HEALTH_LOG_ENTRIES + 1_000));
  closing.abort();
  await ended;
  const story = (name: string): string[] =>
    told
      .filter((line) => line.startsWith(`container/${name} `))
      .map((line) => line.replace(`container/${name} `, '').replace(/ by (health_status|probe)$/, ''));
  expect(story('twin')).toEqual(story('native'));
  expect(story('twin').slice(0, 4)).toEqual([
    'null → created by create',
    'created → starting by start',
    'starting → healthy',
    'healthy → unhealthy',
  ]);
  const [native, twin] = ['native', 'twin'].map((name) =>
    watch.containers().find(({ container }) => container.name === name),
  );
  expect(findings(twin?.container)).toEqual(findings(native?.container));
});

function findings(container: Container | undefined) {
  const { log = [], ...verdict } = container?.health ?? {};
  return { ...verdict, log: log.map(({ exitCode, output }) => ({ exitCode, output })) };
}
