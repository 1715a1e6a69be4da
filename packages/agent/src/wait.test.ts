import type { ContainerSpec } from '@hale/core/simulate';
import { expect, test } from 'vitest';
import type { Goal } from './goal.ts';
import { alive, aTestEngine, type TestEngine } from './testing/engine.ts';
import { waitFor } from './wait.ts';

const WEB: ContainerSpec = { name: 'web', was: { status: 'running', forMs: 60_000 } };
const DONE: ContainerSpec = { name: 'web', was: { status: 'exited', exitCode: 0, agoMs: 1_000 } };
const CHECKED: ContainerSpec = {
  name: 'web',
  healthcheck: { test: ['CMD', 'true'], intervalMs: 1_000, retries: 2 },
  finding: { exitCode: 0, output: 'ok', durationMs: 1 },
};

/** Waits at most `ms` of simulated time, after `meanwhile`. */
async function outcome(
  rig: TestEngine,
  goal: Goal,
  meanwhile: () => Promise<void> = async () => undefined,
  ms = 10_000,
) {
  const limit = new AbortController();
  const waiting = waitFor(rig.http, 'web', goal, {
    clock: rig.clock,
    random: () => 0.5,
    signal: limit.signal,
  });
  await rig.clock.advance(50);
  await meanwhile();
  await alive(rig, () => rig.clock.advance(ms));
  limit.abort();
  return waiting;
}

test('healthy comes', async () => {
  const { kind, view } = await outcome(aTestEngine(CHECKED), 'healthy');
  expect([kind, view?.condition]).toEqual(['reached', 'healthy']);
});

test('healthy never comes to what has no check', async () => {
  expect(await outcome(aTestEngine(WEB), 'healthy')).toMatchObject({
    kind: 'impossible',
    reason: /no healthcheck/,
  });
});

test('healthy cannot come any more once it has crashed', async () => {
  const rig = aTestEngine({ ...CHECKED, finding: { exitCode: 1, output: 'refused\n', durationMs: 1 } });
  const crash = async (): Promise<void> => {
    await alive(rig, () => rig.clock.advance(1_500));
    await rig.engine.act('web', { do: 'exit', code: 4 });
  };
  expect(await outcome(rig, 'healthy', crash)).toMatchObject({
    kind: 'impossible',
    reason: 'it has crashed with exit code 4; its last failing probe said: refused',
  });
});

test('running comes with a start', async () => {
  const created: ContainerSpec = { name: 'web', was: { status: 'created' } };
  const rig = aTestEngine(created);
  expect(await outcome(rig, 'running', () => rig.engine.act('web', { do: 'start' }))).toMatchObject({
    kind: 'reached',
  });
});

test('stopped is reached at once where nothing runs', async () => {
  expect(await outcome(aTestEngine(DONE), 'stopped')).toMatchObject({
    kind: 'reached',
    view: { condition: 'stopped' },
  });
});

test('removed outlasts the stop', async () => {
  const rig = aTestEngine(WEB);
  const away = async (): Promise<void> => {
    await rig.engine.act('web', { do: 'kill', signal: 'KILL' });
    await rig.clock.advance(100);
    await rig.engine.act('web', { do: 'remove' });
  };
  expect(await outcome(rig, 'removed', away)).toEqual({ kind: 'reached', view: null });
});

test('what does not exist is removed already, and can be nothing else', async () => {
  expect(await outcome(aTestEngine(), 'removed')).toEqual({ kind: 'reached', view: null });
  expect(await outcome(aTestEngine(), 'running')).toMatchObject({
    kind: 'impossible',
    reason: 'it does not exist',
  });
});

test('aborted, it is pending, however little it has seen', async () => {
  expect(await outcome(aTestEngine(WEB), 'removed')).toMatchObject({
    kind: 'pending',
    view: { condition: 'running' },
  });
  const { http, clock } = aTestEngine(WEB);
  const limit = new AbortController();
  const waiting = waitFor(http, 'web', 'removed', { clock, random: () => 0.5, signal: limit.signal });
  limit.abort(new Error('too long'));
  await expect(
    waiting.then(
      ({ kind }) => kind,
      (error: Error) => error.message,
    ),
  ).resolves.toMatch(/pending|too long/);
});
