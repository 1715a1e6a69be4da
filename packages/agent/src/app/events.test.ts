import { type Message, readStream } from '@hale/api/testing';
import type { ContainerSpec } from '@hale/core/simulate';
import { afterEach, describe, expect, test } from 'vitest';
import type { AgentOptions } from '../agent.ts';
import { anAgent } from '../testing/agent.ts';
import { aTestEngine } from '../testing/engine.ts';
import { followAgent } from './events.ts';

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
  const app = followAgent(live.agent);
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

test('a client with a cursor goes on after it', async () => {
  const live = await serving();
  const { stream, first } = await live.follow();
  await stream.leave();
  for (const act of ['pause', 'unpause'] as const) await live.engine.act('web', { do: act });
  await live.pass();
  const again = await live.follow('/events', { 'last-event-id': lastId(first) });
  expect(again.first.map(inShort)).toEqual(['retry: 2000', 'web paused', 'web running']);
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

  test('shows that the engine is away, whatever else it does not show', async () => {
    const live = await serving([WEB, SHOP]);
    const { stream } = await live.follow('/events?project=shop');
    live.answer(false);
    await live.pass(60_000);
    expect(stream.more().map(inShort)).toContain('engine unknown');
  });

  test('that is none is refused by its name', async () => {
    const live = await serving();
    const response = await live.app.request('/events?projcet=shop');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ path: 'projcet' }] });
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
