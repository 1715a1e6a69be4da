import type { Condition, Log } from '@hale/core';
import { createSimulatedClock, NOON } from '@hale/core/testing';
import { afterEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Message, messagesOf, readStream } from '../testing/event-stream.ts';
import { aJournal } from '../testing/journal.ts';
import { eventsRoutes, followed } from './events.ts';
import { EVENT_PAGE, MAX_BEHIND, PING_MS } from './feed.ts';
import { MAX_LISTENERS, STALLED_MS } from './seats.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

const query = followed.extend({ subject: z.string().optional() });

/** What is there is what the journal says last of each subject: `web paused`. */
function serving({ log }: { readonly log?: Log } = {}) {
  const clock = createSimulatedClock(NOON);
  const store = aJournal();
  const { news } = store;
  const app = eventsRoutes({ clock, store, news, log }, query, ({ subject }) => {
    const fits = (entry: { readonly subject: string }): boolean =>
      subject === undefined || entry.subject === subject;
    return {
      fits,
      present: () => ({
        head: { engine: 'in-sight' },
        list: 'things',
        records: [
          ...new Map(
            store.entries.filter(({ entry }) => fits(entry)).map(({ entry }) => [entry.subject, entry.to]),
          ),
        ].map(([name, to]) => ({ name, to })),
      }),
    };
  });
  /** A body goes through a few hands, each of which takes its turn. */
  const pass = async (ms = 0): Promise<void> => {
    for (let turn = 0; turn < 10; turn += 1) await clock.advance(0);
    await clock.advance(ms);
    for (let turn = 0; turn < 10; turn += 1) await clock.advance(0);
  };
  return {
    app,
    clock,
    store,
    news,
    pass,
    happen: (...changes: readonly Condition[]) => {
      for (const to of changes) store.grow([to, { subject: 'web' }]);
    },
    async follow(path = '/events', headers: Record<string, string> = {}) {
      const response = await app.request(path, { headers });
      const stream = readStream(response);
      stops.push(() => stream.leave());
      await pass();
      return { response, stream, first: stream.more() };
    },
  };
}

function toggles(times: number): readonly Condition[] {
  return Array.from({ length: times }, (_, n) => (n % 2 === 0 ? 'paused' : 'running'));
}

/** `web unhealthy`, or the kind of message and what is in it. */
function inShort({ event, data }: Message): string {
  const { subject, to, things } = (data ?? {}) as {
    subject?: string;
    to?: string;
    things?: readonly { name: string; to: string }[];
  };
  if (things) return `${event}: ${things.map((each) => `${each.name} ${each.to}`).join(', ')}`;
  return to === undefined ? event : `${subject} ${to}`;
}

const lastId = (messages: readonly Message[]) => messages.at(-1)?.id ?? '';

describe('a client without a cursor', () => {
  test('gets what is there, then each change', async () => {
    const live = serving();
    live.happen('running');
    const { response, stream, first } = await live.follow();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    expect(first.map(inShort)).toEqual(['retry: 2000', 'snapshot: web running']);
    expect(first[1]).toMatchObject({ id: 'epoch-1', data: { engine: 'in-sight' } });
    live.happen('paused', 'running');
    await live.pass();
    const told = stream.more();
    expect(told.map(inShort)).toEqual(['web paused', 'web running']);
    expect(told[0]).toMatchObject({
      event: 'transition',
      id: 'epoch-2',
      data: { subject: 'web', to: 'paused', cause: 'health_status', seq: 2 },
    });
  });

  test('of an empty journal gets no cursor, and each change', async () => {
    const live = serving();
    const { stream, first } = await live.follow();
    expect(first[1]).toEqual({ event: 'snapshot', id: null, data: { engine: 'in-sight', things: [] } });
    live.happen('running');
    await live.pass();
    expect(stream.more().map(inShort)).toEqual(['web running']);
  });
});

describe('a client with a cursor', () => {
  test('goes on after it', async () => {
    const live = serving();
    live.happen('running');
    const { stream, first } = await live.follow();
    await stream.leave();
    live.happen(...toggles(3));
    const again = await live.follow('/events', { 'last-event-id': lastId(first) });
    expect(again.first.map(inShort)).toEqual(['retry: 2000', 'web paused', 'web running', 'web paused']);
    const third = await live.follow(`/events?after=${lastId(again.first.slice(0, 2))}`);
    expect(third.first.map(inShort)).toEqual(['retry: 2000', 'web running', 'web paused']);
  });

  test('goes by its header, which is newer than the address it was given', async () => {
    const live = serving();
    live.happen('running', ...toggles(2));
    const again = await live.follow('/events?after=epoch-1', { 'last-event-id': 'epoch-2' });
    expect(again.first.map(inShort)).toEqual(['retry: 2000', 'web running']);
  });

  test.each(['another-1', 'nonsense', '-', 'epoch-99', `${'9'.repeat(200)}-1`])(
    'that hale does not know (%s) gets the present',
    async (cursor) => {
      const live = serving();
      live.happen('running');
      const { first } = await live.follow('/events', { 'last-event-id': cursor });
      expect(first.map(inShort)).toEqual(['retry: 2000', 'reset: web running']);
      expect(lastId(first)).toBe('epoch-1');
    },
  );

  test('older than what is kept gets the present', async () => {
    const live = serving();
    live.happen('running', ...toggles(4));
    live.store.kept.after = 3;
    const again = await live.follow('/events', { 'last-event-id': 'epoch-1' });
    expect(again.first.map(inShort)).toEqual(['retry: 2000', 'reset: web running']);
    expect(lastId(again.first)).toBe('epoch-5');
  });

  test(`hears up to ${MAX_BEHIND} changes, and of more the outcome`, async () => {
    const live = serving();
    live.happen('running', ...toggles(MAX_BEHIND));
    const there = await live.follow('/events', { 'last-event-id': 'epoch-1' });
    await live.pass(PING_MS / 2);
    const seen = [...there.first, ...there.stream.more()];
    expect(seen.filter(({ event }) => event === 'transition')).toHaveLength(MAX_BEHIND);
    live.happen('paused');
    const behind = await live.follow('/events', { 'last-event-id': 'epoch-1' });
    expect(behind.first.map(inShort)).toEqual(['retry: 2000', 'reset: web paused']);
  });
});

test('a client that does not read has nothing read for it, and gets the present once it is too far behind', async () => {
  const live = serving();
  live.happen('running');
  let reads = 0;
  const entriesAfter = live.store.entriesAfter.bind(live.store);
  live.store.entriesAfter = (...asked) => {
    reads += 1;
    return entriesAfter(...asked);
  };
  const reader = (await live.app.request('/events')).body?.getReader();
  stops.push(async () => reader?.cancel());
  const read = async () => new TextDecoder().decode((await reader?.read())?.value);
  let text = '';
  while (!text.includes('data: ]}')) text += await read();
  const before = reads;
  live.happen(...toggles(MAX_BEHIND + EVENT_PAGE + 1));
  await live.pass(10 * PING_MS);
  expect(reads).toBe(before);
  text = await read();
  expect(text).toMatch(/^event: reset\n/);
  while (!text.includes('data: ]}')) text += await read();
  expect(messagesOf(text).map(inShort)).toEqual(['reset: web paused']);
});

describe('a client that follows', () => {
  test('gets the present in place of what the journal has lost', async () => {
    const live = serving();
    live.happen('running');
    const { stream } = await live.follow();
    live.store.kept.after = 3;
    live.happen(...toggles(4));
    await live.pass();
    expect(stream.more().map(inShort)).toEqual(['reset: web running']);
  });

  test('misses nothing that comes between a look and the sleep after it', async () => {
    const live = serving();
    live.happen('running');
    const { stream } = await live.follow();
    const entriesAfter = live.store.entriesAfter.bind(live.store);
    const hold = Promise.withResolvers<void>();
    let looks = 0;
    live.store.entriesAfter = async (...asked) => {
      const page = await entriesAfter(...asked);
      looks += 1;
      // The second look finds nothing more, and takes its time to say so.
      if (looks === 2) await hold.promise;
      return page;
    };
    live.happen('paused');
    await live.pass();
    expect([looks, stream.more().map(inShort)]).toEqual([2, ['web paused']]);
    live.happen('running');
    await live.pass();
    hold.resolve();
    await live.pass();
    expect(stream.more().map(inShort)).toEqual(['web running']);
  });

  test('is told of a journal that cannot be read by the end of its stream, and the log by why', async () => {
    const said: unknown[] = [];
    const quiet = (): void => undefined;
    const error: Log['error'] = (message, fields) => void said.push([message, fields]);
    const live = serving({ log: { debug: quiet, info: quiet, warn: quiet, error } });
    live.store.entriesAfter = () => Promise.reject(new Error('disk on fire'));
    const reader = (await live.app.request('/events')).body?.getReader();
    await reader?.read();
    await expect(reader?.read()).rejects.toThrow('disk on fire');
    expect(said).toEqual([['events cannot be told', { error: 'Error: disk on fire' }]]);
  });
});

describe('a filter', () => {
  test('shows only what fits, at first and then', async () => {
    const live = serving();
    live.store.grow(['running', { subject: 'db' }], ['running', { subject: 'web' }]);
    const { stream, first } = await live.follow('/events?subject=db');
    expect(first.map(inShort)[1]).toBe('snapshot: db running');
    live.store.grow(['paused', { subject: 'db' }], ['paused', { subject: 'web' }]);
    await live.pass();
    expect(stream.more().map(inShort)).toEqual(['db paused']);
  });

  test('moves the cursor past what it does not show', async () => {
    const live = serving();
    const { stream } = await live.follow('/events?subject=db');
    live.happen('running');
    await live.pass(PING_MS);
    expect(stream.more()).toEqual([{ event: ': ping', id: 'epoch-1', data: null }]);
    await live.pass(PING_MS);
    expect(stream.more()).toEqual([{ event: ': ping', id: null, data: null }]);
  });

  test('that is none is refused by its name', async () => {
    const response = await serving().app.request('/events?projcet=shop');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ path: 'projcet' }] });
  });
});

test(`silence is broken every ${PING_MS} ms, from the last message on`, async () => {
  const live = serving();
  const { stream } = await live.follow();
  await live.pass(PING_MS - 100);
  live.happen('running');
  await live.pass();
  expect(stream.more().map(inShort)).toEqual(['web running']);
  await live.pass(PING_MS - 100);
  expect(stream.more()).toEqual([]);
  await live.pass(100);
  expect(stream.more()).toEqual([{ event: ': ping', id: null, data: null }]);
});

describe('the number of clients', () => {
  test('is bounded; who leaves makes room', async () => {
    const live = serving();
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
    const live = serving();
    for (let n = 0; n < MAX_LISTENERS; n += 1) await live.app.request('/events');
    expect((await live.app.request('/events')).status).toBe(503);
    await live.pass(STALLED_MS);
    expect((await live.follow()).first.map(inShort)).toEqual(['retry: 2000', 'snapshot: ']);
  });

  test('does not count who only asks for the headers', async () => {
    const live = serving();
    for (let n = 0; n <= MAX_LISTENERS; n += 1)
      expect((await live.app.request('/events', { method: 'HEAD' })).status).toBe(200);
  });
});

test('streams end with the journal, and leave nothing behind', async () => {
  const live = serving();
  const { stream } = await live.follow();
  live.news.end();
  await live.pass();
  expect([stream.ended, live.clock.sleepers]).toEqual([true, 0]);
});

test('a client that leaves has nothing asleep for it, nothing called, and is no error', async () => {
  const errors: string[] = [];
  const say = (message: string): void => void errors.push(message);
  const live = serving({ log: { debug: say, info: say, warn: say, error: say } });
  const listen = live.news.listen.bind(live.news);
  let listeners = 0;
  live.news.listen = (call) => {
    const off = listen(call);
    listeners += 1;
    return () => {
      listeners -= 1;
      off();
    };
  };
  const { stream } = await live.follow();
  expect([live.clock.sleepers, listeners]).toEqual([1, 1]);
  await stream.leave();
  expect([live.clock.sleepers, listeners]).toEqual([0, 0]);
  live.happen('paused');
  await live.pass(PING_MS);
  expect(errors).toEqual([]);
});
