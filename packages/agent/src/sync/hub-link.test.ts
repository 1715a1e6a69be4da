import { createMemoryStore } from '@hale/store/memory';
import { afterEach, describe, expect, test } from 'vitest';
import { AGENT_TOKEN } from '../testing/hub.ts';
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
  await rig.pass();
  rig.hub.requests.splice(0);
  return rig;
}

const paths = ({ hub }: Linked) => hub.requests.map(({ path }) => path);

describe('an agent that comes to a hub', () => {
  test('says hello, sends what is believed, and then what has happened', async () => {
    const rig = await ready();
    await rig.happen('a');
    await rig.happen('a', 'start');
    await rig.happen('b');
    rig.start();
    await rig.pass();
    expect(paths(rig)).toEqual(['hello', 'snapshot', 'sync']);
    expect(rig.hub.seqs).toEqual([1, 2, 3]);
    expect([...rig.hub.stream.believed.keys()].toSorted()).toEqual(['container/a', 'container/b']);
    expect(rig.link.view).toEqual({
      state: 'live',
      because: null,
      hub: 'https://hub.test',
      agentId: null,
      acked: 3,
      queued: { entries: 0, bytes: 0, oldestAt: null },
      dropped: { entries: 0, bytes: 0 },
      rejected: 0,
      lastSyncAt: rig.clock.now(),
      awayMs: 0,
    });
    const journal = await rig.store.entriesAfter(0, 10);
    expect(rig.hub.stream.replica?.entries.map(entryOf)).toEqual(journal.map(({ entry }) => entry));
  });

  test('has a journal by then, even if nothing has ever happened', async () => {
    const rig = await ready();
    rig.start();
    await rig.pass();
    expect(paths(rig)).toEqual(['hello', 'snapshot', 'sync']);
    expect((await rig.store.load()).tip).toMatchObject({ epoch: rig.hub.stream.replica?.epoch, seq: 0 });
  });

  test('compresses what is worth it', async () => {
    const rig = await ready();
    for (const letter of 'abcdefgh') await rig.happen(letter);
    rig.start();
    await rig.pass();
    expect(rig.hub.requests.map(({ gzip }) => gzip)).toEqual([false, true, true]);
  });

  test('proves itself, and shows by what to nobody', async () => {
    const rig = await ready();
    const answered = rig.hub.http;
    const seen: (string | undefined)[] = [];
    rig.hub.fate = () => ({ status: 422, body: { detail: `not ${AGENT_TOKEN}` } });
    const again = await ready({
      link: {
        http: (request) => {
          seen.push(request.headers?.['authorization']);
          return answered(request);
        },
      },
    });
    again.start();
    await again.pass(600_000);
    expect(new Set(seen)).toEqual(new Set([`Bearer ${AGENT_TOKEN}`]));
    expect(again.lines.join()).toContain('not [redacted]');
    expect([again.lines, again.link.view].map((shown) => JSON.stringify(shown)).join()).not.toContain(
      'hale_a1',
    );
  });
});

describe('the pace', () => {
  test('what happens is told at once, what follows within a second goes together', async () => {
    const rig = await started();
    await rig.pass(2_000);
    await rig.happen('a');
    await rig.pass();
    expect(rig.hub.seqs).toEqual([1]);
    await rig.happen('b');
    await rig.pass(300);
    await rig.happen('c');
    await rig.pass(600);
    expect(rig.hub.seqs).toEqual([1]);
    await rig.pass(100);
    expect(rig.hub.seqs).toEqual([1, 2, 3]);
    expect(paths(rig)).toEqual(['sync', 'sync']);
  });

  test('news that is sent already is not sent again', async () => {
    const rig = await started();
    await rig.pass(2_000);
    await rig.happen('a');
    await rig.pass();
    rig.news.grown((await rig.store.entriesAfter(0, 1)).map(({ entry }) => entry));
    await rig.pass(5_000);
    expect(paths(rig)).toEqual(['sync']);
  });

  test('a quiet agent is heard within a fifth of what the hub hopes for', async () => {
    const rig = await started();
    await rig.pass(20 * 15_000);
    const times = rig.hub.requests.map(({ at }) => at);
    const waits = times.slice(1).map((at, n) => at - (times[n] ?? 0));
    expect(waits.length).toBeGreaterThanOrEqual(15);
    for (const wait of waits) {
      expect(wait).toBeGreaterThanOrEqual(12_000);
      expect(wait).toBeLessThanOrEqual(18_000);
    }
    expect(new Set(waits).size).toBeGreaterThan(10);
  });

  test('a backlog is drained in messages as large as the hub allows, without a pause', async () => {
    const rig = await ready();
    rig.hub.limits = { maxEntries: 3, maxBytes: 1_000_000 };
    for (let n = 0; n < 10; n += 1) {
      await rig.happen('a');
      await rig.happen('a', 'destroy');
    }
    rig.start();
    await rig.pass();
    const counts = rig.hub.exchanges.flatMap(({ path, request: { entries } }) =>
      path.endsWith('sync') && Array.isArray(entries) ? [entries.length] : [],
    );
    expect(counts).toEqual([3, 3, 3, 3, 3, 3, 2]);
    expect(rig.clock.monotonic()).toBe(0);
  });

  test('says what is still to come', async () => {
    const rig = await ready();
    rig.hub.limits = { maxEntries: 1, maxBytes: 1_000_000 };
    await rig.happen('a');
    await rig.happen('b');
    rig.start();
    await rig.pass();
    const queued = rig.hub.exchanges.flatMap(({ request }) =>
      'queued' in request ? [request['queued']] : [],
    );
    expect(queued).toEqual([
      { entries: 1, bytes: expect.any(Number), oldestAt: expect.any(Number) },
      { entries: 0, bytes: 0, oldestAt: null },
    ]);
  });
});

describe('a sync', () => {
  test('is of one moment: what is written meanwhile goes with the next', async () => {
    const store = createMemoryStore();
    const { believed } = store;
    const rig = await ready({ store });
    await rig.happen('a');
    let left = 5;
    store.believed = async () => {
      const belief = await believed();
      if (left-- > 0) await rig.happen(String.fromCharCode(98 + left));
      return belief;
    };
    rig.start();
    await rig.pass(10_000);
    expect(rig.hub.seqs).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { request } of rig.hub.exchanges) {
      const sent = 'entries' in request ? (request['entries'] as { entry: { seq: number } }[]) : [];
      for (const { entry } of sent) expect(entry.seq).toBeLessThanOrEqual(Number(request['tip']));
    }
    expect(rig.hub.exchanges.filter(({ path }) => path.endsWith('snapshot'))).toHaveLength(1);
  });

  test('counts for what the hub has taken of it', async () => {
    const rig = await ready();
    for (const letter of 'abcd') await rig.happen(letter);
    rig.hub.most = 3;
    rig.start();
    await rig.pass();
    expect(rig.hub.seqs).toEqual([1, 2, 3, 4]);
    expect(paths(rig)).toEqual(['hello', 'snapshot', 'sync', 'sync']);
  });
});

describe('what an entry brings along', () => {
  async function withOutput(output: string, options: Partial<LinkedOptions['link']> = {}) {
    const rig = await ready({ link: options });
    const [entry] = await rig.happen('a');
    const { tip } = await rig.store.load();
    if (!entry?.container || !tip) throw new Error('nothing has happened');
    const transition = { ...entry, to: 'unhealthy', container: { ...entry.container, output } } as const;
    await rig.recorder.tell(transition);
    rig.start();
    await rig.pass();
    expect(rig.hub.seqs).toEqual([1, 2]);
    const sent = rig.hub.stream.replica?.entries[1];
    return { output: sent && entryOf(sent).container?.output, outputHash: sent?.outputHash };
  }

  test('its output, and a hash of it where it has to stay', async () => {
    expect(await withOutput('all is lost')).toMatchObject({ output: 'all is lost', outputHash: undefined });
    const hash = expect.stringMatching(/^[0-9a-f]{32}$/);
    expect(await withOutput('password=hunter22')).toMatchObject({ output: null, outputHash: hash });
    expect(await withOutput('all is lost', { output: false })).toMatchObject({
      output: null,
      outputHash: hash,
    });
  });
});

describe('an agent that ends', () => {
  test('sends what was left and says goodbye', async () => {
    const rig = await started();
    await rig.happen('a');
    await rig.pass();
    await rig.happen('b');
    await rig.stop();
    expect(rig.hub.seqs).toEqual([1, 2]);
    expect([paths(rig).at(-1), rig.hub.stopped]).toEqual(['bye', true]);
    expect(rig.hub.exchanges.at(-1)?.request).toMatchObject({ reason: 'shutdown' });
    expect(await rig.store.destinations()).toMatchObject([{ name: '@hub', feed: { position: 2 } }]);
  });

  test('does not wait for a hub that does not answer', async () => {
    const rig = await started();
    rig.hub.fate = () => 'hangs';
    await rig.happen('a');
    await rig.pass(1_500);
    rig.kill();
    await rig.pass(4_999);
    expect(rig.clock.sleepers).toBeGreaterThan(0);
    await rig.pass(1);
    expect(rig.clock.sleepers).toBe(0);
  });

  test('ends at once where the hub is away already', async () => {
    const rig = await started();
    rig.hub.fate = () => 'lost';
    await rig.happen('a');
    await rig.pass(60_000);
    const before = rig.hub.requests.length;
    await rig.stop();
    expect([rig.hub.requests.length, rig.clock.sleepers]).toEqual([before, 0]);
  });
});

test('what memory alone remembers begins anew with each start, and the hub knows the state at once', async () => {
  const first = await started();
  await first.happen('a');
  await first.happen('b');
  await first.stop();
  const { hub, clock } = first;
  const second = await started({ hub, clock, store: createMemoryStore(), link: { remembers: 'memory' } });
  await second.happen('b');
  await second.pass(2_000);
  expect(hub.stream.replicas).toHaveLength(2);
  expect([...hub.stream.believed.keys()]).toEqual(['container/b']);
  expect(second.link.view).toMatchObject({ state: 'live', acked: 1 });
});
