import { expect, test } from 'vitest';
import type { EngineStatus } from './container.ts';
import { afterEvent, hasEnded } from './engine-state.ts';
import { aCheckedContainer, aContainer, anEvent, aProbe, at } from './testing/container.ts';

test.each<[EngineStatus, boolean]>([
  ['created', false],
  ['running', false],
  ['paused', false],
  ['removing', false],
  ['restarting', true],
  ['exited', true],
  ['dead', true],
  ['removed', true],
])('%s: has ended %s', (status, expected) => {
  expect(hasEnded(status)).toBe(expected);
});

test.each([
  ['create', 'created'],
  ['start', 'running'],
  ['die', 'exited'],
  ['pause', 'paused'],
  ['unpause', 'running'],
  ['destroy', 'removed'],
] as const)('%s leaves it %s', (action, status) => {
  const before = aContainer({ state: { status: 'dead' } });
  expect(afterEvent(before, anEvent(action, 0)).state.status).toBe(status);
});

test.each(['kill', 'stop', 'restart', 'update'] as const)('%s alone changes nothing', (action) => {
  const container = aContainer();
  expect(afterEvent(container, anEvent(action, 0, { signal: '9' }))).toBe(container);
});

test('a start begins a run: new time, no verdict, the log kept', () => {
  const before = aCheckedContainer('unhealthy', 3, {
    state: { status: 'exited', exitCode: 1, oomKilled: true },
  });
  const after = afterEvent(before, anEvent('start', 5));
  expect(after.state).toEqual({
    ...before.state,
    status: 'running',
    exitCode: 0,
    oomKilled: false,
    startedAt: at(5),
  });
  expect(after.health).toEqual({ status: 'starting', failingStreak: 0, log: before.health?.log });
});

test('a start without a check has no health', () => {
  expect(afterEvent(aContainer(), anEvent('start', 0)).health).toBeNull();
});

test('a die has its exit code, unless a label forges it', () => {
  const die = anEvent('die', 7, { exitCode: 3 });
  expect(afterEvent(aContainer(), die).state).toMatchObject({ exitCode: 3, finishedAt: at(7) });
  expect(afterEvent(aContainer({ forged: ['exitCode'] }), die).state.exitCode).toBe(0);
});

test('an oom is remembered for the die', () => {
  const dying = afterEvent(aContainer(), anEvent('oom', 0));
  expect(dying.state).toMatchObject({ status: 'running', oomKilled: true });
  expect(afterEvent(dying, anEvent('die', 1, { exitCode: 137 })).state.oomKilled).toBe(true);
});

test('a rename carries the new name', () => {
  expect(afterEvent(aContainer(), anEvent('rename', 0, { name: 'api' })).name).toBe('api');
});

test('a verdict sets status and streak, and leaves the log to the inspect', () => {
  const log = [aProbe(0, -1_000)];
  const before = aCheckedContainer('healthy', 0, { health: { status: 'healthy', failingStreak: 1, log } });
  expect(afterEvent(before, anEvent('health_status', 0, { health: 'unhealthy' })).health).toEqual({
    status: 'unhealthy',
    failingStreak: 3,
    log,
  });
  expect(afterEvent(before, anEvent('health_status', 0, { health: 'healthy' })).health?.failingStreak).toBe(
    0,
  );
  expect(afterEvent(before, anEvent('health_status', 0, { health: 'starting' })).health?.failingStreak).toBe(
    1,
  );
  expect(afterEvent(before, anEvent('health_status', 0)).health).toEqual(before.health);
});
