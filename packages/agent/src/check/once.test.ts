import { HaleError } from '@hale/core';
import { connect } from '@hale/core/docker';
import { aCheckedContainer, aContainer, NOON } from '@hale/core/testing';
import { expect, test } from 'vitest';
import { aTestEngine } from '../testing/engine.ts';
import { scriptedProbes } from '../testing/scripted-probes.ts';
import { checkOnce } from './once.ts';

/** Before the test engine's clock began. */
const state = { startedAt: '2025-12-31T00:00:00Z' };
const LABELS = { 'hale.check.http': ':8080/', 'hale.retries': '2' };

async function look(container: ReturnType<typeof aContainer>, exitCode: number, allowExec = false) {
  const { http, clock } = aTestEngine();
  const probes = scriptedProbes(clock);
  probes.says.set(container.name, exitCode);
  const site = { engine: await connect(http), clock };
  const moment = { now: NOON, cancel: new AbortController().signal };
  const seen = await checkOnce(container, { run: probes.run, allowExec }, site, moment);
  return { seen, runs: probes.runs };
}

test('one pass is healthy', async () => {
  const { seen, runs } = await look(aContainer({ labels: LABELS }), 0);
  expect(runs).toEqual(['web http']);
  expect(seen.health).toMatchObject({ status: 'healthy', failingStreak: 0, log: [{ output: 'it said 0' }] });
  expect(seen.healthcheck?.retries).toBe(2);
});

test('one failure is a verdict only where one is enough', async () => {
  const twice = await look(aContainer({ labels: LABELS, state }), 1);
  expect(twice.seen.health).toMatchObject({ status: 'starting', failingStreak: 1 });
  const once = await look(aContainer({ labels: { ...LABELS, 'hale.retries': '1' }, state }), 1);
  expect(once.seen.health).toMatchObject({ status: 'unhealthy', failingStreak: 1 });
});

test.each([
  ['has no check', aContainer()],
  ['is checked by its engine', aCheckedContainer('healthy')],
  ['does not run', aContainer({ labels: LABELS, state: { status: 'exited' } })],
  ['is paused', aContainer({ labels: LABELS, state: { status: 'paused' } })],
  ['would need an exec that is not allowed', aContainer({ labels: { 'hale.check.exec': 'true' } })],
])('one that %s is as the engine shows it', async (_, container) => {
  const { seen, runs } = await look(container, 1);
  expect([seen, runs]).toEqual([container, []]);
});

test('an exec that is allowed is run', async () => {
  expect((await look(aContainer({ labels: { 'hale.check.exec': 'true' } }), 0, true)).runs).toEqual([
    'web exec',
  ]);
});

test('a probe that says nothing leaves it untried', async () => {
  const { http, clock } = aTestEngine();
  const reason = new HaleError('conflict', 'paused');
  const run = async () => ({ kind: 'void', reason, ended: true, gone: Promise.resolve() }) as const;
  const site = { engine: await connect(http), clock };
  const moment = { now: NOON, cancel: new AbortController().signal };
  const seen = await checkOnce(aContainer({ labels: LABELS }), { run }, site, moment);
  expect(seen.health).toEqual({ status: 'starting', failingStreak: 0, log: [] });
});

test('goes on from what an earlier probe has shown', async () => {
  const { http, clock } = aTestEngine();
  const probes = scriptedProbes(clock);
  probes.says.set('web', 1);
  const site = { engine: await connect(http), clock };
  const cancel = new AbortController().signal;
  const container = aContainer({ labels: LABELS, state });
  const first = await checkOnce(container, { run: probes.run }, site, { now: NOON, cancel });
  const moment = { now: NOON, cancel, before: first.health };
  const second = await checkOnce(container, { run: probes.run }, site, moment);
  expect(second.health).toMatchObject({ status: 'unhealthy', failingStreak: 2, log: [{}, {}] });
  const reason = new HaleError('conflict', 'paused');
  const run = async () => ({ kind: 'void', reason, ended: true, gone: Promise.resolve() }) as const;
  expect((await checkOnce(container, { run }, site, { ...moment, before: second.health })).health).toEqual(
    second.health,
  );
});
