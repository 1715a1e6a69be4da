import type { Http } from '@hale/core';
import type { ContainerSpec } from '@hale/core/simulate';
import { afterEach, expect, test } from 'vitest';
import { EVENT_LAG_MS } from './fleet.ts';
import { anAgent, type TestAgent } from './testing/agent.ts';
import { aTestEngine } from './testing/engine.ts';
import { RECONCILE_MS } from './watch.ts';

const WEB: ContainerSpec = { name: 'web', was: { status: 'running', forMs: 60_000 } };
const DB: ContainerSpec = { name: 'db', was: { status: 'running', forMs: 60_000 } };

const running: TestAgent[] = [];
afterEach(async () => {
  for (const agent of running.splice(0)) await agent.stop();
});

/** A network on which the first event streams, so many of them, stand and tell nothing, while all other calls go through. */
function muted(http: Http, streams: number): Http {
  let left = streams;
  return async (request) => {
    const response = await http(request);
    if (!request.url.includes('/events') || left-- <= 0) return response;
    return { ...response, body: silence(response.body) };
  };
}

async function* silence(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) if (chunk.length === 0) yield chunk;
}

async function deaf(streams: number) {
  const engine = aTestEngine(WEB, DB);
  const agent = await anAgent({ ...engine, http: muted(engine.http, streams) });
  running.push(agent);
  await agent.news();
  return agent;
}

test('a stream that stands and tells nothing: the change is found within a minute, and the next one comes at once', async () => {
  const { engine, pass, news, agent } = await deaf(1);
  await engine.act('web', { do: 'pause' });
  await pass(100);
  expect(await news()).toEqual([]);
  await pass(RECONCILE_MS + 2 * EVENT_LAG_MS);
  expect(await news()).toEqual(['container/web running → paused by reconcile']);
  expect(agent.view.calls.events).toBe(2);
  await engine.act('web', { do: 'unpause' });
  await pass(100);
  expect(await news()).toEqual(['container/web paused → running by unpause']);
  expect(agent.view.engine.sight).toBe('in-sight');
});

test('one deaf stream after another is read anew each time it is found out, not more often', async () => {
  const { engine, pass, news, agent } = await deaf(3);
  for (const act of ['pause', 'unpause', 'pause'] as const) {
    await engine.act('web', { do: act });
    await pass(RECONCILE_MS + 5_000);
  }
  expect(await news()).toEqual([
    'container/web running → paused by reconcile',
    'container/web paused → running by reconcile',
    'container/web running → paused by reconcile',
  ]);
  expect(agent.view.calls.events).toBe(4);
  await pass(10 * RECONCILE_MS);
  expect(agent.view.calls.events).toBe(4);
});

test('a quiet stream is not a deaf one', async () => {
  const { pass, agent } = await deaf(0);
  await pass(30 * RECONCILE_MS);
  expect(agent.view.calls.events).toBe(1);
});

test('a stream that tells is left alone, whatever the minute finds', async () => {
  const { engine, pass, agent } = await deaf(0);
  for (let n = 0; n < 20; n += 1) {
    await engine.act('web', { do: n % 2 === 0 ? 'pause' : 'unpause' });
    await pass(RECONCILE_MS / 3);
  }
  expect(agent.view.calls.events).toBe(1);
});
