import {
  claim,
  type Delivery,
  type JournalEntry,
  link,
  newJournal,
  settle,
  TOLD_BY_DEFAULT,
} from '@hale/core';
import { systemHash } from '@hale/core/system';
import { NOON } from '@hale/core/testing';
import type { AgentStore } from '@hale/store';
import { createMemoryStore } from '@hale/store/memory';
import { describe, expect, test } from 'vitest';
import { Recorder } from './recorder.ts';
import { Lives } from './testing/lives.ts';
import { inWords } from './testing/words.ts';

const CHAT = { name: 'chat', rules: TOLD_BY_DEFAULT };
const PAGER = { name: 'pager', rules: TOLD_BY_DEFAULT };
const NOW = NOON + 3_600_000;

let epochs = 0;
async function aRecorder(store: AgentStore = createMemoryStore(), destinations = [CHAT]) {
  const { recorder, remembered } = await Recorder.open({
    store,
    hash: systemHash,
    newEpoch: () => `epoch-${++epochs}`,
    now: () => NOW,
    destinations,
  });
  return { recorder, remembered, store };
}

/** A container that has turned unhealthy. */
async function withUnhealthyWeb(store?: AgentStore) {
  const rig = await aRecorder(store);
  const lives = new Lives();
  const steps = [
    lives.create('a'),
    lives.happen('a', 'start'),
    lives.happen('a', 'health_status', { health: 'unhealthy' }),
  ];
  const entries = await rig.recorder.record(steps);
  return { ...rig, lives, entries };
}

async function story(store: AgentStore): Promise<readonly JournalEntry[]> {
  return (await store.history({ limit: 1_000 })).toReversed();
}

async function rowOf(store: AgentStore, destination = 'chat'): Promise<Delivery> {
  const [row] = await store.deliveries(destination, ['container/web']);
  if (!row) throw new Error('there is no such row');
  return row;
}

/** As the dispatch does it. */
async function attempt(store: AgentStore, kind: 'ok' | 'rejected'): Promise<void> {
  const claimed = claim(await rowOf(store), NOW);
  await store.save({ deliveries: [claimed] });
  const outcome = kind === 'ok' ? ({ kind } as const) : ({ kind, code: 'no' } as const);
  const made = { claimed, outcome, at: NOW, backoffMs: 1 };
  const { delivery, dead } = settle(await rowOf(store), made, TOLD_BY_DEFAULT);
  await store.save({ deliveries: [delivery], ...(dead && { dead: [dead] }) });
}

describe('a batch', () => {
  test('holds the entries, what is believed, and what is to be told', async () => {
    const { store, entries, lives } = await withUnhealthyWeb();
    expect(entries.map(inWords)).toEqual([
      'container/web null → created by create',
      'container/web created → running by start',
      'container/web running → unhealthy by health_status',
    ]);
    expect(await story(store)).toEqual(entries);
    expect(entries.map(({ seq, fromAt }) => [seq, fromAt])).toEqual([
      [1, null],
      [2, NOON + 1_000],
      [3, NOON + 2_000],
    ]);
    expect(await rowOf(store)).toMatchObject({ want: { id: entries[2]?.id }, dueAt: NOW, version: 1 });
    const { monitors, subjects, engineLost } = await store.load();
    expect(monitors).toEqual([...lives.monitors.values()]);
    expect(subjects).toMatchObject([{ subject: 'container/web', last: { to: 'unhealthy' } }]);
    expect(engineLost).toBe(false);
  });

  test('is proven by all before it', async () => {
    const store = createMemoryStore();
    const { recorder, lives } = await withUnhealthyWeb(store);
    await recorder.record([lives.happen('a', 'die')]);
    let chain = newJournal('any').chain;
    for (const stored of store.snapshot().entries) {
      const proven = await link(chain, stored.entry, systemHash);
      expect(stored.chain).toBe(proven.chain);
      chain = proven.chain;
    }
    expect(recorder.tip).toMatchObject({ seq: 4, chain });
  });

  test('is made of all steps that are recorded at once, in order, whoever waits for the disk', async () => {
    const { recorder, lives, store } = await withUnhealthyWeb();
    const [first, second] = [lives.happen('a', 'die'), lives.happen('a', 'start')];
    const told = await Promise.all([
      recorder.record([first]),
      recorder.tell({ at: NOW, subject: 'destination/x', from: null, to: 'unhealthy', cause: 'delivery' }),
      recorder.record([second]),
    ]);
    expect(told.flat().map(({ seq }) => seq)).toEqual([4, 5, 6]);
    expect((await story(store)).map(({ to }) => to).slice(3)).toEqual(['crashed', 'unhealthy', 'running']);
  });

  test('is not made for what changes nothing; that goes with the next, or when asked for', async () => {
    const { recorder, lives, store } = await withUnhealthyWeb();
    const { monitors } = await store.load();
    const touched = monitors.map((monitor) => ({ ...monitor, askedAt: NOON }));
    const step = { ...lives.happen('a', 'update'), monitors: touched };
    expect(await recorder.record([step])).toEqual([]);
    expect((await store.load()).monitors).toEqual(monitors);
    await recorder.flush();
    expect((await store.load()).monitors).toEqual(touched);
    expect(await story(store)).toHaveLength(3);
  });

  test('lets go of a container that is no more, and keeps its subject', async () => {
    const { recorder, lives, store } = await withUnhealthyWeb();
    await recorder.record([lives.happen('a', 'destroy')]);
    expect(await store.load()).toMatchObject({
      monitors: [],
      subjects: [{ subject: 'container/web', last: { to: 'removed' } }],
    });
  });

  test('that lets go of a row and needs it again writes the row that is there', async () => {
    const { recorder, lives, store } = await withUnhealthyWeb();
    const { version } = await rowOf(store);
    await recorder.record([
      lives.happen('a', 'health_status', { health: 'healthy' }),
      lives.happen('a', 'health_status', { health: 'unhealthy' }),
    ]);
    expect((await rowOf(store)).version).toBe(version + 1);
  });
});

describe('a conflict', () => {
  /** A dispatcher that claims the row just before each of the first `times` commits. */
  function contended(times: number) {
    const store = createMemoryStore();
    let left = times;
    const commit: AgentStore['commit'] = async (batch) => {
      const [row] = await store.deliveries('chat', ['container/web']);
      if (row && left-- > 0) await store.save({ deliveries: [claim(row, NOW)] });
      return store.commit(batch);
    };
    return Object.assign(Object.create(store) as typeof store, { commit });
  }

  test.each([1, 2, 5])('met %i times leaves one entry, and the attempt that is under way', async (times) => {
    const { recorder, lives, store } = await withUnhealthyWeb(contended(times));
    const [entry] = await recorder.record([lives.happen('a', 'die')]);
    expect((await story(store)).map(({ seq, to }) => [seq, to])).toEqual([
      [1, 'created'],
      [2, 'running'],
      [3, 'unhealthy'],
      [4, 'crashed'],
    ]);
    expect(await rowOf(store)).toMatchObject({ want: { id: entry?.id }, attempts: times });
    expect((await rowOf(store)).leaseUntil).not.toBeNull();
  });

  test('each time is an error that says what to do', async () => {
    const { recorder, lives } = await withUnhealthyWeb(contended(1_000));
    await expect(recorder.record([lives.happen('a', 'die')])).rejects.toMatchObject({
      code: 'conflict',
      hint: expect.stringContaining('only one hale'),
    });
  });
});

test('what could not be written is not told, and goes with the next batch', async () => {
  const store = createMemoryStore();
  const broken = Object.assign(Object.create(store) as typeof store, { commit: store.commit });
  const { recorder, lives } = await withUnhealthyWeb(broken);
  const row = await rowOf(store);
  broken.commit = () => Promise.reject(new Error('the disk is full'));
  const [died, started] = [lives.happen('a', 'die'), lives.happen('a', 'start')];
  await expect(recorder.record([died])).rejects.toThrow('the disk is full');
  await expect(recorder.flush()).rejects.toThrow('the disk is full');
  expect(await story(store)).toHaveLength(3);
  expect(await rowOf(store)).toEqual(row);
  broken.commit = store.commit;
  const entries = await recorder.record([started]);
  expect(entries.map(({ seq, from, to }) => [seq, from, to])).toEqual([
    [4, 'unhealthy', 'crashed'],
    [5, 'crashed', 'running'],
  ]);
  expect(await recorder.flush()).toEqual([]);
  expect(await story(store)).toHaveLength(5);
});

describe('a journal that is to begin anew', () => {
  const epochsOf = (entries: readonly JournalEntry[]) => entries.map(({ epoch, seq }) => [epoch, seq]);

  test('does so at once, and what happens next is its first entry', async () => {
    const { recorder, lives, store, entries } = await withUnhealthyWeb();
    const before = await store.load();
    const row = await rowOf(store);
    expect(await recorder.renew()).toEqual([]);
    const renewed = recorder.tip;
    if (renewed === null || before.tip === null) throw new Error('there is no tip');
    expect(renewed).toEqual(newJournal(renewed.epoch));
    expect(renewed.epoch).not.toBe(before.tip.epoch);
    // Who was bad is told under the entry that was made of it.
    expect(await store.load()).toEqual({ ...before, tip: renewed });
    expect(await rowOf(store)).toEqual(row);

    const [next] = await recorder.record([lives.happen('a', 'die')]);
    expect(next).toMatchObject({ epoch: renewed.epoch, seq: 1, from: 'unhealthy', fromAt: entries[2]?.at });
    expect(await rowOf(store)).toMatchObject({ want: { id: next?.id }, version: row.version + 1 });
    await recorder.record([lives.happen('a', 'start')]);
    expect(recorder.tip).toMatchObject({ epoch: renewed.epoch, seq: 2 });
    expect(epochsOf(await story(store))).toEqual([
      ...[1, 2, 3].map((seq) => [before.tip?.epoch, seq]),
      ...[1, 2].map((seq) => [renewed.epoch, seq]),
    ]);
    expect((await aRecorder(store)).recorder.tip).toEqual(recorder.tip);
  });

  test('takes what could not be written with it', async () => {
    const store = createMemoryStore();
    const broken = Object.assign(Object.create(store) as typeof store, { commit: store.commit });
    const { recorder, lives } = await withUnhealthyWeb(broken);
    const old = recorder.tip;
    broken.commit = () => Promise.reject(new Error('the disk is full'));
    await expect(recorder.record([lives.happen('a', 'die')])).rejects.toThrow('the disk is full');
    await expect(recorder.renew()).rejects.toThrow('the disk is full');
    expect(recorder.tip).toEqual(old);
    broken.commit = store.commit;
    // Whoever writes next begins it.
    const entries = await recorder.flush();
    expect(entries).toMatchObject([{ to: 'crashed', seq: 1 }]);
    expect(entries[0]?.epoch).not.toBe(old?.epoch);
    expect(await recorder.flush()).toEqual([]);
    expect(await story(store)).toHaveLength(4);
  });

  test('does so even when nothing else is to be written', async () => {
    const store = createMemoryStore();
    const broken = Object.assign(Object.create(store) as typeof store, { commit: store.commit });
    const { recorder } = await aRecorder(broken);
    broken.commit = () => Promise.reject(new Error('the disk is full'));
    await expect(recorder.renew()).rejects.toThrow('the disk is full');
    broken.commit = store.commit;
    await recorder.flush();
    expect((await store.load()).tip).toMatchObject({ seq: 0 });
  });

  test('waits its turn', async () => {
    const { recorder, lives, store } = await withUnhealthyWeb();
    const old = recorder.tip?.epoch;
    const [died, started] = [lives.happen('a', 'die'), lives.happen('a', 'start')];
    const written = await Promise.all([
      recorder.record([died]),
      recorder.renew(),
      recorder.record([started]),
    ]);
    expect(written.map((entries) => entries.length)).toEqual([1, 0, 1]);
    const [fourth, first] = epochsOf((await story(store)).slice(3));
    expect(fourth).toEqual([old, 4]);
    expect(first).toEqual([recorder.tip?.epoch, 1]);
  });

  test('does so over a silence that was made meanwhile', async () => {
    const { recorder, store } = await withUnhealthyWeb();
    const silence = { subject: 'container/db', since: NOW, until: NOW + 1, by: 'me', reason: null };
    const change = { version: 0, subject: silence.subject, silence, deliveries: [], settled: [] };
    expect(await store.silence(change)).toBe(true);
    await recorder.renew();
    expect(await store.load()).toMatchObject({ tip: recorder.tip });
    expect(recorder.tip?.seq).toBe(0);
  });
});

describe('a journal without an entry', () => {
  test('is named when that is asked for, and what happens next is its first entry', async () => {
    const { recorder, store } = await aRecorder();
    await recorder.begin();
    const { tip } = await store.load();
    expect(tip).toMatchObject({ seq: 0 });
    const [first] = await recorder.record([new Lives().create('a')]);
    expect(first).toMatchObject({ epoch: tip?.epoch, seq: 1 });
  });

  test('is not named twice: not by what is written before its turn, nor by another call', async () => {
    const { recorder, store } = await aRecorder();
    const lives = new Lives();
    const [[first]] = await Promise.all([
      recorder.record([lives.create('a')]),
      recorder.begin(),
      recorder.begin(),
    ]);
    expect(await store.load()).toMatchObject({ tip: { epoch: first?.epoch, seq: 1 } });
  });
});

describe('a restart', () => {
  test('goes on where it was: same epoch, next number, nothing to say', async () => {
    const { store, lives, recorder } = await withUnhealthyWeb();
    const again = await aRecorder(store);
    expect(again.recorder.tip).toEqual(recorder.tip);
    expect(again.remembered).toEqual({ monitors: [...lives.monitors.values()], engineLost: false });
    const [next] = await again.recorder.record([lives.happen('a', 'die')]);
    expect(next).toMatchObject({ seq: 4, from: 'unhealthy', to: 'crashed', epoch: recorder.tip?.epoch });
  });

  test('of the first time remembers nothing', async () => {
    expect((await aRecorder()).remembered).toBeNull();
  });

  test('resends nothing, told or waiting', async () => {
    const { store } = await withUnhealthyWeb();
    const waiting = await rowOf(store);
    await aRecorder(store);
    expect(await rowOf(store)).toEqual(waiting);
    await attempt(store, 'ok');
    const told = await rowOf(store);
    await aRecorder(store);
    expect(await rowOf(store)).toEqual(told);
    expect(await store.nextDue('chat')).toBeNull();
  });

  test('does not try again what was given up', async () => {
    const { store } = await withUnhealthyWeb();
    for (let tier = 0; tier < 3; tier += 1) await attempt(store, 'rejected');
    expect((await store.outstanding(10)).dead).toHaveLength(1);
    expect(await store.nextDue('chat')).toBeNull();
    await aRecorder(store);
    expect(await store.nextDue('chat')).toBeNull();
  });

  test('has a new destination told what is bad already, and only that', async () => {
    const { store, recorder } = await withUnhealthyWeb();
    const others = new Lives();
    await recorder.record([
      others.create('b', { name: 'db' }),
      others.happen('b', 'start'),
      others.create('c', { name: 'job' }),
      others.happen('c', 'start'),
      others.happen('c', 'die'),
    ]);
    await aRecorder(store, [CHAT, PAGER]);
    const { deliveries } = await store.outstanding(100);
    const pager = deliveries.filter(({ destination }) => destination === 'pager');
    expect(pager.map(({ subject, want }) => `${subject} ${want.to}`)).toEqual([
      'container/job crashed',
      'container/web unhealthy',
    ]);
    expect(pager.every(({ told, dueAt }) => told === null && dueAt !== null)).toBe(true);
  });

  test('with other rules has a destination told what these tell, and leaves the rest as it is', async () => {
    const quiet = { ...CHAT, rules: { ...TOLD_BY_DEFAULT, afterMs: { unhealthy: 0 } } };
    const { recorder, store } = await aRecorder(undefined, [quiet]);
    const lives = new Lives();
    await recorder.record([
      lives.create('a'),
      lives.happen('a', 'start'),
      lives.happen('a', 'health_status', { health: 'unhealthy' }),
      lives.create('b', { name: 'job' }),
      lives.happen('b', 'start'),
      lives.happen('b', 'die'),
    ]);
    const before = await store.deliveries('chat', ['container/web', 'container/job']);
    expect(before.map(({ subject }) => subject)).toEqual(['container/web']);
    await aRecorder(store);
    const after = await store.deliveries('chat', ['container/web', 'container/job']);
    expect(after).toEqual([...before, expect.objectContaining({ subject: 'container/job' })]);
  });
});

test('of itself a destination is told nothing, the others are', async () => {
  const { recorder, store } = await aRecorder(undefined, [CHAT, PAGER]);
  await recorder.tell({
    at: NOW,
    subject: 'destination/chat',
    from: null,
    to: 'unhealthy',
    cause: 'delivery',
  });
  expect(await store.deliveries('chat', ['destination/chat'])).toEqual([]);
  expect(await store.deliveries('pager', ['destination/chat'])).toMatchObject([
    { want: { to: 'unhealthy' } },
  ]);
});
