import type { ContainerSpec } from '@hale/core/simulate';
import { expect, test } from 'vitest';
import { survey } from './survey.ts';
import { aTestEngine } from './testing/engine.ts';
import { scriptedProbes } from './testing/scripted-probes.ts';

const WEB: ContainerSpec = {
  name: 'web',
  labels: { 'hale.check.tcp': '80', 'hale.retries': '2' },
  was: { status: 'running', forMs: 60_000 },
};
const NOISY: ContainerSpec = { ...WEB, name: 'noisy' };

test('what is not selected is neither inspected nor probed', async () => {
  const { http, clock, calls } = aTestEngine(WEB, NOISY);
  const probes = scriptedProbes(clock);
  const { containers } = await survey(http, {
    clock,
    select: ({ name }) => name === 'web',
    checks: { run: probes.run },
  });
  expect(containers.map(({ name }) => name)).toEqual(['web']);
  expect(calls.filter((call) => /containers\/\w{64}\/json/.test(call))).toHaveLength(1);
  expect(probes.runs).toEqual(['web tcp']);
});

test('checks go on from what is known', async () => {
  const { http, clock } = aTestEngine(WEB);
  const probes = scriptedProbes(clock);
  probes.says.set('web', 1);
  const look = (failingStreak: number) =>
    survey(http, {
      clock,
      checks: { run: probes.run },
      healthOf: () => ({ status: 'healthy', failingStreak, log: [] }),
    });
  const healths = await Promise.all([look(0), look(1)]);
  expect(healths.map(({ containers: [web] }) => web?.health?.status)).toEqual(['healthy', 'unhealthy']);
});

test('it is of the moment at which it began, by the clock of the engine', async () => {
  const { http, clock } = aTestEngine(WEB);
  const behindMs = 3_600_000;
  const slow = { ...clock, now: () => clock.now() - behindMs };
  const { at, engine } = await survey(http, { clock: slow });
  expect(engine.kind).toBe('docker');
  expect(Math.abs(at - clock.now())).toBeLessThan(1_000);
});

test('an abort ends it', async () => {
  const { http, clock } = aTestEngine(WEB);
  const reason = { why: 'enough' };
  await expect(survey(http, { clock, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
