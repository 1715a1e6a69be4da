import { DAY_MS, newJournal } from '@hale/core';
import { createMemoryStore } from '@hale/store/memory';
import { afterEach, describe, expect, test } from 'vitest';
import { entryOf } from '../testing/hub-stream.ts';
import { type Linked, type LinkedOptions, linked } from '../testing/linked.ts';

const running: Linked[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

async function ready(options: LinkedOptions = {}): Promise<Linked> {
  const rig = await linked(options);
  running.push(rig);
  return rig;
}

async function started(options: LinkedOptions = {}): Promise<Linked> {
  const rig = await ready(options);
  rig.start();
  await rig.pass(2_000);
  return rig;
}

const loud = ({ lines }: Linked) => lines.filter((line) => /^(error|warn)/.test(line));
const hellos = ({ hub }: Linked) =>
  hub.exchanges.filter(({ path }) => path.endsWith('hello')).map(({ request }) => request);

/** The hub is away for so long after the first two entries; then a third comes. */
async function away(ms: number): Promise<Linked> {
  const rig = await started();
  await rig.happen('a');
  await rig.pass();
  rig.hub.fate = () => 'lost';
  await rig.happen('b');
  await rig.pass(ms);
  await rig.recorder.tell({
    at: rig.clock.now(),
    subject: 'container/a',
    from: 'created',
    to: 'removed',
    cause: 'reconcile',
  });
  rig.hub.fate = () => 'fine';
  await rig.pass(6 * 60_000);
  return rig;
}

describe('what a hub was away for too long for', () => {
  test('is not sent any more, counted once, and the hub knows that it never will have it', async () => {
    const rig = await away(8 * DAY_MS);
    expect(rig.hub.stream.replica?.gaps).toEqual([[1, 2]]);
    expect(rig.hub.seqs).toEqual([1, 3]);
    expect(rig.link.view).toMatchObject({ acked: 3, dropped: { entries: 1, bytes: expect.any(Number) } });
    expect(rig.link.view.dropped.bytes).toBeGreaterThan(100);
    expect(loud(rig).filter((line) => line.includes('never be sent'))).toHaveLength(1);
    expect([...rig.hub.stream.believed.keys()]).toEqual(['container/b']);
    rig.hub.demand = 'hello';
    await rig.pass(60_000);
    expect(rig.link.view.dropped.entries).toBe(1);
    expect(hellos(rig).at(-1)).toMatchObject({ dropped: { entries: 1 } });
  });

  test('is sent where it was not too long', async () => {
    const rig = await away(6 * DAY_MS);
    expect([rig.hub.stream.replica?.gaps, rig.hub.seqs]).toEqual([[], [1, 2, 3]]);
    expect(rig.link.view.dropped).toEqual({ entries: 0, bytes: 0 });
  });

  test('nothing is lost by age that the hub has', async () => {
    const rig = await ready();
    rig.hub.syncMs = 60 * 60_000;
    rig.hub.leaseMs = 4 * rig.hub.syncMs;
    rig.start();
    await rig.happen('a');
    await rig.pass(8 * DAY_MS);
    rig.hub.demand = 'hello';
    await rig.pass(2 * rig.hub.syncMs);
    expect(hellos(rig).at(-1)).toMatchObject({ first: { seq: 1 } });
    expect([rig.hub.stream.replica?.gaps, rig.hub.seqs]).toEqual([[], [1]]);
    expect(rig.link.view.dropped.entries).toBe(0);
  });

  test('a journal whose beginning is gone starts after the oldest entry that is kept', async () => {
    const store = createMemoryStore();
    const first = await ready({ store });
    for (const letter of 'abcdef') await first.happen(letter);
    const { chain } = store;
    store.chain = async (epoch, after, limit) => chain(epoch, Math.max(after, 2), limit);
    first.start();
    await first.pass(2_000);
    expect(first.hub.stream.replica?.gaps).toEqual([[0, 3]]);
    expect(first.hub.seqs).toEqual([4, 5, 6]);
    expect(hellos(first)[0]).toMatchObject({ first: { seq: 3 } });
  });

  test('what disappears under its hands is declared lost', async () => {
    const store = createMemoryStore();
    const rig = await started({ store });
    rig.hub.fate = () => 'lost';
    for (const letter of 'abcdef') await rig.happen(letter);
    await rig.pass(3_000);
    const { chain } = store;
    store.chain = async (epoch, after, limit) => chain(epoch, Math.max(after, 4), limit);
    rig.hub.fate = () => 'fine';
    await rig.pass(60_000);
    expect([rig.hub.stream.replica?.gaps, rig.hub.seqs]).toEqual([[[0, 5]], [6]]);
    expect(rig.link.view).toMatchObject({ state: 'live', acked: 6, dropped: { entries: 5 } });
  });
});

describe('a journal that the hub knows otherwise', () => {
  test('begins anew where the hub asks for that', async () => {
    const rig = await started();
    await rig.happen('a');
    await rig.pass(2_000);
    const { tip } = await rig.store.load();
    rig.hub.demand = 'new-epoch';
    await rig.happen('b');
    await rig.pass(2_000);
    expect(rig.hub.stream.replicas.map(({ epoch }) => epoch)).toEqual([tip?.epoch, expect.any(String)]);
    expect(rig.hub.stream.replica?.epoch).not.toBe(tip?.epoch);
    expect([...rig.hub.stream.believed.keys()].toSorted()).toEqual(['container/a', 'container/b']);
    expect(rig.link.view).toMatchObject({ state: 'live', acked: 0, dropped: { entries: 1 } });
    await rig.happen('c');
    await rig.pass(2_000);
    expect([rig.link.view.acked, rig.hub.seqs]).toEqual([1, [1]]);
  });

  test('begins anew where it was put back on its disk', async () => {
    const early = createMemoryStore();
    const before = await ready({ store: early });
    await before.happen('a');
    const late = createMemoryStore(early.snapshot());
    const { hub, clock, lives } = before;
    const first = await started({ store: late, hub, clock, lives });
    await first.happen('b');
    await first.stop();
    expect(hub.seqs).toEqual([1, 2]);
    const restored = await ready({ store: early, hub, clock, lives });
    await restored.happen('c');
    await restored.happen('d');
    restored.start();
    await restored.pass(5_000);
    // It has found that out itself, before it has sent any of it.
    expect(hub.exchanges.map(({ status }) => status)).not.toContain(409);
    const replica = hub.stream.replica;
    expect(hub.stream.replicas).toHaveLength(2);
    expect(replica?.entries.map(entryOf).map(({ epoch }) => epoch)).toEqual([]);
    expect([...hub.stream.believed.keys()].toSorted()).toEqual(['container/a', 'container/c', 'container/d']);
  });

  test('a hub that takes no journal at all has to wait', async () => {
    const rig = await started();
    rig.hub.fate = (path) => (path === 'hello' ? { status: 409, body: { want: 'new-epoch' } } : 'fine');
    rig.hub.demand = 'hello';
    await rig.happen('a');
    await rig.pass(30 * 60_000);
    expect(rig.hub.requests.length).toBeLessThan(120);
    expect(rig.link.view).toMatchObject({ state: 'waiting', because: expect.stringContaining('anew') });
  });

  test('a hub that claims to have more than there is, is not believed', async () => {
    const rig = await ready();
    await rig.happen('a');
    const { tip } = await rig.store.load();
    const acked = { seq: 5, chain: newJournal('').chain };
    let answers = 0;
    const { http } = rig.hub;
    const lying = await ready({
      store: rig.store,
      link: {
        http: async (request) => {
          const response = await http(request);
          if (!request.url.endsWith('hello') || (answers += 1) > 1) return response;
          const parts: Uint8Array[] = [];
          for await (const part of response.body) parts.push(part);
          const said = JSON.parse(Buffer.concat(parts).toString()) as object;
          const body = [Buffer.from(JSON.stringify({ ...said, acked }))];
          return {
            ...response,
            body: (async function* () {
              yield* body;
            })(),
          };
        },
      },
    });
    lying.start();
    await lying.pass(2_000);
    expect((await rig.store.load()).tip?.epoch).not.toBe(tip?.epoch);
    expect(lying.link.view.state).toBe('live');
  });
});

describe('the cursor', () => {
  test('is written at most every ten seconds, and holds back pruning from what is not confirmed', async () => {
    const rig = await started();
    await rig.pass(10_000);
    await rig.happen('a');
    await rig.pass();
    const cursor = async () =>
      (await rig.store.destinations()).find(({ name }) => name === '@hub')?.feed?.position;
    expect(await cursor()).toBe(1);
    await rig.happen('b');
    await rig.pass(2_000);
    expect([rig.link.view.acked, await cursor()]).toEqual([2, 1]);
    await rig.pass(20_000);
    expect(await cursor()).toBe(2);
  });

  test('another hub begins at the beginning, and nothing counts as lost', async () => {
    const first = await started();
    await first.happen('a');
    await first.stop();
    const { store, clock, lives } = first;
    const second = await started({ store, clock, lives, link: { url: 'https://other.test/hale' } });
    expect(second.hub).not.toBe(first.hub);
    expect([second.hub.seqs, second.link.view.dropped.entries]).toEqual([[1], 0]);
  });
});

test('a store that cannot be read is no reason to end', async () => {
  const store = createMemoryStore();
  const rig = await started({ store });
  const { believed } = store;
  store.believed = () => Promise.reject(new Error('the disk is gone'));
  await rig.happen('a');
  await rig.pass(60_000);
  expect(rig.link.view).toMatchObject({
    state: 'waiting',
    because: expect.stringContaining('cannot be read'),
  });
  store.believed = believed;
  await rig.pass(300_000);
  expect([rig.link.view.state, rig.hub.seqs]).toEqual(['live', [1]]);
});

test('a store that has left its disk goes on under another name', async () => {
  const disk = createMemoryStore();
  const rig = await started({ store: disk });
  await rig.happen('a');
  await rig.pass(2_000);
  const memory = createMemoryStore({ ...disk.snapshot(), tip: null });
  Object.assign(disk, {
    load: memory.load,
    believed: memory.believed,
    commit: memory.commit,
    chain: memory.chain,
    behind: memory.behind,
  });
  await rig.pass(60_000);
  expect([rig.hub.stream.replicas.length, rig.link.view.state]).toEqual([2, 'live']);
  expect([...rig.hub.stream.believed.keys()]).toEqual(['container/a']);
  await rig.happen('b');
  await rig.pass(2_000);
  expect(rig.hub.seqs).toEqual([1]);
});
