import { claim, type Delivery, destinationSubject, LOOKS, STEADY, settle, TOLD_BY_DEFAULT } from '@hale/core';
import { systemHash } from '@hale/core/system';
import { aContainer, NOON } from '@hale/core/testing';
import type { AgentStore } from '@hale/store';
import { createMemoryStore } from '@hale/store/memory';
import { expect, test } from 'vitest';
import { Recorder } from './recorder.ts';
import { Lives } from './testing/lives.ts';

const NOW = NOON + 3_600_000;
const WEB = 'container/web';

async function opened(store: AgentStore): Promise<Recorder> {
  const { recorder } = await Recorder.open({
    store,
    hash: systemHash,
    newEpoch: () => 'epoch',
    now: () => NOW,
    destinations: [{ name: 'chat', rules: TOLD_BY_DEFAULT }],
  });
  return recorder;
}

/** A container that goes up and down by turns, each of which is told if it is to be. */
async function aFlapping(turns: number) {
  const store = createMemoryStore();
  const recorder = await opened(store);
  const lives = new Lives();
  await recorder.record([lives.create('a'), lives.happen('a', 'start')]);
  for (let turn = 0; turn < turns; turn += 1) {
    const health = turn % 2 === 0 ? 'unhealthy' : 'healthy';
    await recorder.record([lives.happen('a', 'health_status', { health })]);
    await tell(store);
  }
  return { store, recorder, lives };
}

async function rowOf(store: AgentStore): Promise<Delivery | undefined> {
  return (await store.deliveries('chat', [WEB]))[0];
}

/** As the dispatch does it. */
async function tell(store: AgentStore): Promise<void> {
  const row = await rowOf(store);
  if (!row || row.dueAt === null || row.dueAt > NOW) return;
  await store.save({ deliveries: [claim(row, NOW)] });
  const claimed = await rowOf(store);
  if (!claimed) throw new Error('no row');
  const made = { claimed, outcome: { kind: 'ok' }, at: NOW, backoffMs: 1 } as const;
  const { delivery } = settle(claimed, made, TOLD_BY_DEFAULT);
  const idle = delivery.open === null && delivery.dueAt === null;
  await store.save(idle ? { settled: [delivery] } : { deliveries: [delivery] });
}

async function lookUntilSteady(store: AgentStore, recorder: Recorder): Promise<number> {
  for (let looks = 1; looks <= LOOKS; looks += 1) {
    expect(await recorder.look()).toEqual([]);
    if (!(await store.load()).subjects[0]?.flapping.flapping) return looks;
  }
  throw new Error('it flaps for ever');
}

test('the sixth turn is told as flapping, those after it are not told', async () => {
  const five = await aFlapping(5);
  expect(await rowOf(five.store)).toMatchObject({ flapping: false, told: { flapping: false } });
  const { store, recorder, lives } = await aFlapping(6);
  const told = { condition: 'healthy', flapping: true };
  expect(await rowOf(store)).toMatchObject({ flapping: true, told, dueAt: null });
  await recorder.record([lives.happen('a', 'health_status', { health: 'unhealthy' })]);
  expect(await rowOf(store)).toMatchObject({ want: { to: 'unhealthy' }, told, dueAt: null });
});

test.each([
  [6, 'healthy'],
  [7, 'unhealthy'],
])('after %i turns and a quiet quarter of an hour it is told to be %s', async (turns, condition) => {
  const { store, recorder } = await aFlapping(turns);
  expect(await lookUntilSteady(store, recorder)).toBeGreaterThanOrEqual(15);
  expect(await rowOf(store)).toMatchObject({ want: { to: condition }, flapping: false, dueAt: NOW });
  await tell(store);
  expect((await rowOf(store))?.told ?? null).toEqual(
    condition === 'healthy' ? null : expect.objectContaining({ condition, flapping: false }),
  );
});

test('a restart forgets neither that it flaps nor how long it has been quiet', async () => {
  const { store, recorder } = await aFlapping(6);
  for (let looks = 0; looks < 10; looks += 1) await recorder.look();
  const next = await opened(store);
  const web = {
    subject: WEB,
    condition: 'healthy',
    since: null,
    flapping: false,
    container: aContainer(),
  } as const;
  const seen = () => next.withFlapping([web]);
  expect(seen()).toMatchObject([{ flapping: true }]);
  expect(await lookUntilSteady(store, next)).toBeLessThanOrEqual(6);
  expect(seen()).toMatchObject([{ flapping: false }]);
  expect(await rowOf(store)).toMatchObject({ want: { to: 'healthy' }, dueAt: NOW });
});

test('that it is steady is told although another has written meanwhile, and once the disk takes it', async () => {
  const { store, recorder } = await aFlapping(6);
  let fails = 0;
  const { commit } = store;
  store.commit = async (batch) => {
    if (batch.deliveries.length === 0 || fails === 2) return commit(batch);
    fails += 1;
    if (fails === 1) return false;
    throw new Error('the disk is full');
  };
  for (let looks = 0; looks < LOOKS && fails < 2; looks += 1) await recorder.look().catch(() => undefined);
  expect(fails).toBe(2);
  expect(await rowOf(store)).toMatchObject({ flapping: true, dueAt: null });
  await recorder.flush();
  expect(await rowOf(store)).toMatchObject({ flapping: false, dueAt: NOW });
});

test('what was told to be steady once is not planned again over what has come since', async () => {
  const { store, recorder, lives } = await aFlapping(6);
  await lookUntilSteady(store, recorder);
  await recorder.record([lives.happen('a', 'health_status', { health: 'unhealthy' })]);
  await recorder.record([lives.create('b', { name: 'db' })]);
  expect(await rowOf(store)).toMatchObject({ want: { to: 'unhealthy' } });
});

test('a look at what is steady writes nothing', async () => {
  const { store, recorder } = await aFlapping(0);
  await recorder.look();
  let commits = 0;
  const { commit } = store;
  store.commit = (batch) => {
    commits += 1;
    return commit(batch);
  };
  await recorder.look();
  expect(commits).toBe(0);
});

test('what is no container does not flap', async () => {
  const store = createMemoryStore();
  const recorder = await opened(store);
  const subject = destinationSubject('pager');
  for (let turn = 0; turn < 9; turn += 1) {
    const to = turn % 2 === 0 ? 'unhealthy' : 'running';
    await recorder.tell({ at: NOW + turn, subject, from: null, to, cause: 'delivery' });
  }
  await recorder.look();
  expect((await store.load()).subjects).toMatchObject([{ flapping: STEADY }]);
});
