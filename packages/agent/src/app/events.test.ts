import type { ContainerSpec } from '@hale/core/simulate';
import { createMemoryStore } from '@hale/store/memory';
import { afterEach, describe, expect, test } from 'vitest';
import type { AgentOptions } from '../agent.ts';
import { anAgent, type TestAgent } from '../testing/agent.ts';
import { aTestEngine } from '../testing/engine.ts';
import { type Message, messagesOf, readStream } from '../testing/event-stream.ts';
import { EVENT_PAGE, MAX_BEHIND, PING_MS } from './event-feed.ts';
import { MAX_LISTENERS, STALLED_MS } from './event-seats.ts';
import { eventsRoutes } from './events.ts';

const WEB: ContainerSpec = { name: 'web', was: { status: 'running', forMs: 60_000 } };
const SHOP: ContainerSpec = {
  name: 'shop-db-1',
  labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'db' },
  was: { status: 'running', forMs: 60_000 },
};

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

async function serving(
  containers: Parameters<typeof anAgent>[0] = [WEB],
  options: Partial<AgentOptions> = {},
) {
  const live = await anAgent(containers, options);
  stops.push(() => live.stop());
  const app = eventsRoutes(live.agent);
  return {
    ...live,
    app,
    async follow(path = '/events', headers: Record<string, string> = {}) {
      const response = await app.request(path, { headers });
      const stream = readStream(response);
      stops.push(() => stream.leave());
      await live.pass();
      return { response, stream, first: stream.more() };
    },
  };
}

/** `web unhealthy`, or the kind of message and who is in it. */
function inShort({ event, data }: Message): string {
  const { name, subject, to, containers } = (data ?? {}) as {
    name?: string;
    subject?: string;
    to?: string;
    containers?: readonly { name: string; condition: string }[];
  };
  if (containers) return `${event}: ${containers.map((each) => `${each.name} ${each.condition}`).join(', ')}`;
  return to === undefined ? event : `${name ?? subject} ${to}`;
}

async function toggle({ engine, pass }: TestAgent, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) await engine.act('web', { do: n % 2 === 0 ? 'pause' : 'unpause' });
  await pass();
}

const lastId = (messages: readonly Message[]) => messages.at(-1)?.id ?? '';

describe('a client without a cursor', () => {
  test('gets what is there, then each change', async () => {
    const live = await serving([WEB, SHOP]);
    const { response, stream, first } = await live.follow();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    expect(first.map(inShort)).toEqual(['retry: 2000', 'snapshot: shop-db-1 running, web running']);
    expect(first[1]).toMatchObject({
      id: expect.stringMatching(/^[0-9a-v]{26}-2$/),
      data: { engine: 'in-sight' },
    });
    await live.engine.act('web', { do: 'pause' });
    await live.engine.act('web', { do: 'unpause' });
    await live.pass();
    const told = stream.more();
    expect(told.map(inShort)).toEqual(['web paused', 'web running']);
    expect(told[0]).toMatchObject({
      event: 'transition',
      id: expect.stringMatching(/-3$/),
      data: { subject: 'container/web', from: 'running', to: 'paused', cause: 'pause', seq: 3 },
    });
  });

  test('of an engine that is away is told so, and then what is there', async () => {
    const engine = aTestEngine(WEB);
    engine.answer(false);
    const live = await serving(engine);
    const { stream, first } = await live.follow();
    expect(first[1]?.data).toEqual({ engine: 'lost', containers: [] });
    engine.answer(true);
    await live.pass(5_000);
    expect(stream.more().map(inShort)).toContain('web running');
  });

  test('of an empty journal gets no cursor, and each change', async () => {
    const live = await serving([]);
    const { stream, first } = await live.follow();
    expect(first[1]).toEqual({ event: 'snapshot', id: null, data: { engine: 'in-sight', containers: [] } });
    live.engine.place({ name: 'web' });
    await live.pass();
    expect(stream.more().map(inShort)).toContain('web running');
  });

  test('gets a list of any length in one message', async () => {
    const many = Array.from({ length: 120 }, (_, n): ContainerSpec => ({ ...WEB, name: `c${n}` }));
    const { first } = await (await serving(many)).follow();
    expect(first[1]?.data).toMatchObject({ containers: { length: 120 } });
  });

  test('is told what hostile text there is as text', async () => {
    const live = await serving([{ ...WEB, image: 'a\n\nevent: transition\ndata: 1\n\n' }]);
    const { first } = await live.follow();
    expect(first).toHaveLength(2);
    expect(first[1]?.data).toMatchObject({ containers: [{ image: 'a\n\nevent: transition\ndata: 1\n\n' }] });
  });
});

describe('a client with a cursor', () => {
  test('goes on after it', async () => {
    const live = await serving();
    const { stream, first } = await live.follow();
    await stream.leave();
    await toggle(live, 3);
    const again = await live.follow('/events', { 'last-event-id': lastId(first) });
    expect(again.first.map(inShort)).toEqual(['retry: 2000', 'web paused', 'web running', 'web paused']);
    const third = await live.follow(`/events?after=${lastId(again.first.slice(0, 2))}`);
    expect(third.first.map(inShort)).toEqual(['retry: 2000', 'web running', 'web paused']);
  });

  test('goes by its header, which is newer than the address it was given', async () => {
    const live = await serving();
    await toggle(live, 2);
    const { first } = await live.follow();
    const epoch = lastId(first).split('-')[0];
    const again = await live.follow(`/events?after=${epoch}-1`, { 'last-event-id': `${epoch}-2` });
    expect(again.first.map(inShort)).toEqual(['retry: 2000', 'web running']);
  });

  test.each(['another-1', 'nonsense', '-', `${'9'.repeat(200)}-1`])(
    'that hale does not know (%s) gets the present',
    async (cursor) => {
      const live = await serving();
      const { first } = await live.follow('/events', { 'last-event-id': cursor });
      expect(first.map(inShort)).toEqual(['retry: 2000', 'reset: web running']);
      expect(lastId(first)).toMatch(/-1$/);
    },
  );

  test('of the future gets the present', async () => {
    const live = await serving();
    const { first } = await live.follow();
    const ahead = lastId(first).replace(/1$/, '99');
    expect((await live.follow('/events', { 'last-event-id': ahead })).first.map(inShort)).toEqual([
      'retry: 2000',
      'reset: web running',
    ]);
  });

  test('older than what is kept gets the present', async () => {
    const whole = createMemoryStore();
    const kept = { from: 0 };
    const store = Object.assign(Object.create(whole) as typeof whole, {
      entriesAfter: (after: number, limit: number) => whole.entriesAfter(Math.max(after, kept.from), limit),
    });
    const live = await serving([WEB], { store });
    const { first } = await live.follow();
    await toggle(live, 4);
    kept.from = 3;
    const again = await live.follow('/events', { 'last-event-id': lastId(first) });
    expect(again.first.map(inShort)).toEqual(['retry: 2000', 'reset: web running']);
    expect(lastId(again.first)).toMatch(/-5$/);
  });

  test(`hears up to ${MAX_BEHIND} changes, and of more the outcome`, async () => {
    const live = await serving();
    const { first } = await live.follow();
    await toggle(live, MAX_BEHIND);
    const id = lastId(first);
    const there = await live.follow('/events', { 'last-event-id': id });
    await live.pass(PING_MS / 2);
    const seen = [...there.first, ...there.stream.more()];
    expect(seen.filter(({ event }) => event === 'transition')).toHaveLength(MAX_BEHIND);
    await toggle(live, 1);
    const behind = await live.follow('/events', { 'last-event-id': id });
    expect(behind.first.map(inShort)).toEqual(['retry: 2000', 'reset: web paused']);
  });
});

describe('a client that does not read', () => {
  test('has nothing read for it, and gets the present once it is too far behind', async () => {
    const live = await serving();
    let reads = 0;
    const { store } = live;
    const entriesAfter = store.entriesAfter.bind(store);
    store.entriesAfter = (...query) => {
      reads += 1;
      return entriesAfter(...query);
    };
    const reader = (await live.app.request('/events')).body?.getReader();
    const read = async () => new TextDecoder().decode((await reader?.read())?.value);
    let text = '';
    while (!text.includes('data: ]}')) text += await read();
    const before = reads;
    await toggle(live, MAX_BEHIND + EVENT_PAGE + 1);
    await live.pass(10 * PING_MS);
    expect(reads).toBe(before);
    text = await read();
    expect(text).toMatch(/^event: reset\n/);
    while (!text.includes('data: ]}')) text += await read();
    expect(messagesOf(text).map(inShort)).toEqual(['reset: web paused']);
    stops.push(async () => reader?.cancel());
  });
});

describe('a client that follows', () => {
  test('gets the present in place of what the journal has lost', async () => {
    const whole = createMemoryStore();
    const kept = { from: 0 };
    const store = Object.assign(Object.create(whole) as typeof whole, {
      entriesAfter: (after: number, limit: number) => whole.entriesAfter(Math.max(after, kept.from), limit),
    });
    const live = await serving([WEB], { store });
    const { stream } = await live.follow();
    kept.from = 3;
    await toggle(live, 4);
    const told = stream.more().map(inShort);
    expect(told[0]).toMatch(/^reset: /);
    expect(told.at(-1)).toContain('web running');
  });

  test('misses nothing that comes between a look and the sleep after it', async () => {
    const store = createMemoryStore();
    const live = await serving([WEB], { store });
    const { stream } = await live.follow();
    const { entriesAfter } = store;
    const hold = Promise.withResolvers<void>();
    let looks = 0;
    store.entriesAfter = async (...query) => {
      const page = await entriesAfter(...query);
      looks += 1;
      // The second look finds nothing more, and takes its time to say so.
      if (looks === 2) await hold.promise;
      return page;
    };
    await toggle(live, 1);
    expect([looks, stream.more().map(inShort)]).toEqual([2, ['web paused']]);
    await live.engine.act('web', { do: 'unpause' });
    await live.pass();
    hold.resolve();
    await live.pass();
    expect(stream.more().map(inShort)).toEqual(['web running']);
  });
});

describe('a filter', () => {
  test.each([
    ['subject=container/web', 'web', ['web paused']],
    ['project=shop', 'shop-db-1', ['shop-db-1 paused']],
    ['project=shop&subject=container/web', '', []],
  ])('of %s shows only that', async (query, name, told) => {
    const live = await serving([WEB, SHOP]);
    const { stream, first } = await live.follow(`/events?${query}`);
    expect(first.map(inShort)[1]).toBe(`snapshot: ${name}${name && ' running'}`);
    for (const each of ['web', 'shop-db-1']) await live.engine.act(each, { do: 'pause' });
    await live.pass();
    expect(stream.more().map(inShort)).toEqual(told);
  });

  test('moves the cursor past what it does not show', async () => {
    const live = await serving([WEB, SHOP]);
    const { stream } = await live.follow('/events?project=shop');
    await live.engine.act('web', { do: 'pause' });
    await live.pass(PING_MS);
    expect(stream.more()).toEqual([{ event: ': ping', id: expect.stringMatching(/-3$/), data: null }]);
    await live.pass(PING_MS);
    expect(stream.more()).toEqual([{ event: ': ping', id: null, data: null }]);
  });

  test('that is none is refused by its name', async () => {
    const live = await serving();
    const response = await live.app.request('/events?projcet=shop');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ path: 'projcet' }] });
  });
});

describe('silence', () => {
  test(`is broken every ${PING_MS} ms, from the last message on`, async () => {
    const live = await serving();
    const { stream } = await live.follow();
    await live.pass(PING_MS - 100);
    await toggle(live, 1);
    expect(stream.more().map(inShort)).toEqual(['web paused']);
    await live.pass(PING_MS - 100);
    expect(stream.more()).toEqual([]);
    await live.pass(100);
    expect(stream.more()).toEqual([{ event: ': ping', id: null, data: null }]);
  });
});

describe('the number of clients', () => {
  test('is bounded; who leaves makes room', async () => {
    const live = await serving();
    const all = [];
    for (let n = 0; n < MAX_LISTENERS; n += 1) all.push(await live.follow());
    const refused = await live.app.request('/events');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await refused.json()).toMatchObject({ status: 503, title: 'Too many listeners' });
    await all[9]?.stream.leave();
    const unread = await live.app.request('/events');
    expect(unread.status).toBe(200);
    expect((await live.app.request('/events')).status).toBe(503);
    await unread.body?.cancel();
    expect((await live.app.request('/events')).status).toBe(200);
  });

  test('is not taken up by those who have gone without a word', async () => {
    const live = await serving();
    for (let n = 0; n < MAX_LISTENERS; n += 1) await live.app.request('/events');
    expect((await live.app.request('/events')).status).toBe(503);
    await live.pass(STALLED_MS);
    expect((await live.follow()).first.map(inShort)).toEqual(['retry: 2000', 'snapshot: web running']);
  });

  test('does not count who only asks for the headers', async () => {
    const live = await serving();
    for (let n = 0; n <= MAX_LISTENERS; n += 1)
      expect((await live.app.request('/events', { method: 'HEAD' })).status).toBe(200);
  });
});

test('streams end with the agent, and leave nothing behind', async () => {
  const live = await serving();
  const { stream } = await live.follow();
  const { clock } = live;
  await live.stop();
  await live.pass();
  expect(stream.ended).toBe(true);
  expect(clock.sleepers).toBe(0);
});

test('a client that leaves has nothing asleep for it, and nothing called', async () => {
  const live = await serving();
  const { news } = live.agent;
  const listen = news.listen.bind(news);
  let listeners = 0;
  news.listen = (call) => {
    const off = listen(call);
    listeners += 1;
    return () => {
      listeners -= 1;
      off();
    };
  };
  const before = live.clock.sleepers;
  const { stream } = await live.follow();
  expect([live.clock.sleepers, listeners]).toEqual([before + 1, 1]);
  await stream.leave();
  expect([live.clock.sleepers, listeners]).toEqual([before, 0]);
});

test('a client that leaves is no error', async () => {
  const errors: string[] = [];
  const say = (message: string): void => void errors.push(message);
  const log = { debug: () => undefined, info: () => undefined, warn: say, error: say };
  const live = await serving([WEB], { log });
  const { stream } = await live.follow();
  await stream.leave();
  await toggle(live, 3);
  await live.clock.advance(PING_MS);
  expect(errors).toEqual([]);
});
