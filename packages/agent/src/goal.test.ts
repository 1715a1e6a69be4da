import type { Condition, Container } from '@hale/core';
import { aCheckedContainer, aContainer, aProbe } from '@hale/core/testing';
import { expect, test } from 'vitest';
import { type Goal, reach } from './goal.ts';

const view = (condition: Condition, container: Container = aContainer()) => ({
  subject: 'container/web',
  condition,
  since: null,
  container,
  flapping: false,
});
const exited = (exitCode: number) => aContainer({ state: { status: 'exited', exitCode } });
const checked = aCheckedContainer('starting');

test.each<[Goal, ReturnType<typeof view>, string]>([
  ['healthy', view('healthy', aCheckedContainer('healthy')), 'reached'],
  ['healthy', view('starting', checked), 'pending'],
  ['healthy', view('unhealthy', aCheckedContainer('unhealthy', 3)), 'pending'],
  ['healthy', view('created', { ...checked, state: { ...checked.state, status: 'created' } }), 'pending'],
  [
    'healthy',
    view('restarting', { ...checked, state: { ...checked.state, status: 'restarting' } }),
    'pending',
  ],
  ['healthy', view('unknown', aCheckedContainer('healthy')), 'pending'],
  ['running', view('running'), 'reached'],
  ['running', view('unhealthy', aCheckedContainer('unhealthy', 3)), 'reached'],
  ['running', view('paused', aContainer({ state: { status: 'paused' } })), 'reached'],
  ['running', view('created', aContainer({ state: { status: 'created' } })), 'pending'],
  ['running', view('stopping'), 'pending'],
  ['running', view('looping'), 'pending'],
  ['stopped', view('stopped', exited(0)), 'reached'],
  ['stopped', view('crashed', exited(1)), 'reached'],
  ['stopped', view('restarting', aContainer({ state: { status: 'restarting' } })), 'pending'],
  ['stopped', view('unknown', exited(1)), 'pending'],
  ['removed', view('stopped', exited(0)), 'pending'],
])('%s: $1.condition is %s', (goal, now, kind) => {
  expect(reach(goal, now).kind).toBe(kind);
});

test('what does not exist is removed, and nothing else', () => {
  expect(reach('removed', null)).toEqual({ kind: 'reached' });
  expect(reach('healthy', null)).toEqual({ kind: 'impossible', reason: 'it does not exist' });
});

test('without a healthcheck it will never be healthy', () => {
  expect(reach('healthy', view('running'))).toMatchObject({
    reason: 'it has no healthcheck, so it is never healthy',
  });
});

test.each<[Condition, string]>([
  ['crashed', 'it has crashed with exit code 3'],
  ['stopped', 'it has stopped with exit code 3'],
  ['oom-killed', 'it has run out of memory and ended with exit code 3'],
  ['looping', 'it has crashed again and again, the last time with exit code 3'],
])('%s: the reason says so', (condition, reason) => {
  expect(reach('running', view(condition, exited(3)))).toEqual({ kind: 'impossible', reason });
});

test('the reason has what the last failing probe said, if any said something', () => {
  const dead = (...log: ReturnType<typeof aProbe>[]) =>
    view(
      'crashed',
      aCheckedContainer('unhealthy', 1, {
        state: { status: 'exited', exitCode: 1 },
        health: { status: 'unhealthy', failingStreak: 1, log },
      }),
    );
  const cutOff = { ...aProbe(-1, 2), output: '' };
  expect(reach('healthy', dead(aProbe(1, 0), cutOff))).toMatchObject({
    reason: 'it has crashed with exit code 1; its last failing probe said: refused',
  });
  expect(reach('healthy', dead(aProbe(0, 0), cutOff))).toMatchObject({
    reason: 'it has crashed with exit code 1',
  });
});
