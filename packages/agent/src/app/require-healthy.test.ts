import type { ContainerSpec } from '@hale/core/simulate';
import { Hono } from 'hono';
import { afterEach, describe, expect, it, test } from 'vitest';
import { anAgent, type TestAgent } from '../testing/agent.ts';
import { aTestEngine } from '../testing/engine.ts';
import { aView } from '../testing/view.ts';
import { type RequireHealthyOptions, requireHealthy } from './require-healthy.ts';

const DB: ContainerSpec = {
  name: 'shop-db-1',
  labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'db' },
  was: { status: 'running', forMs: 60_000 },
};
const REDIS: ContainerSpec = { name: 'redis', was: { status: 'running', forMs: 60_000 } };

const running: TestAgent[] = [];
afterEach(async () => {
  for (const agent of running.splice(0)) await agent.stop();
});

async function guarded(
  names: readonly string[],
  options?: RequireHealthyOptions,
  engine = aTestEngine(DB, REDIS),
) {
  const live = await anAgent(engine);
  running.push(live);
  const app = new Hono()
    .use(requireHealthy(live.agent, names, options))
    .get('/orders', (c) => c.text('here they are'));
  return { ...live, ask: () => app.request('/orders') };
}

test('requests go through while all that they need is well', async () => {
  const { ask } = await guarded(['shop/db', 'redis']);
  const response = await ask();
  expect([response.status, await response.text()]).toEqual([200, 'here they are']);
});

test('and are refused, by name and condition, until it is well again', async () => {
  const { ask, engine, pass } = await guarded(['shop/db', 'redis']);
  await engine.act('shop-db-1', { do: 'oom' });
  await pass();
  const response = await ask();
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toEqual({
    type: 'about:blank',
    title: 'What this needs is not healthy',
    status: 503,
    detail: 'shop/db: oom-killed',
    errors: [{ path: 'shop/db', message: 'oom-killed' }],
  });
  await engine.act('shop-db-1', { do: 'start' });
  await pass();
  expect((await ask()).status).toBe(200);
});

test('each that is not well is named', async () => {
  const { ask, engine, pass } = await guarded(['shop/db', 'redis', 'queue'], { retryAfterS: 30 });
  await engine.act('redis', { do: 'pause' });
  await pass();
  const response = await ask();
  expect(response.headers.get('retry-after')).toBe('30');
  expect(await response.json()).toMatchObject({ detail: 'redis: paused; queue: there is no such container' });
});

test('a condition that is allowed is good enough', async () => {
  const { ask, engine, pass } = await guarded(['redis'], { allow: ['paused'] });
  await engine.act('redis', { do: 'pause' });
  await pass();
  expect((await ask()).status).toBe(200);
});

describe('an engine out of sight', () => {
  test('counts as not healthy', async () => {
    const { ask, answer, pass } = await guarded(['redis']);
    answer(false);
    await pass(60_000);
    expect(await (await ask()).json()).toMatchObject({ detail: 'redis: unknown' });
  });

  test('unless unknown is allowed', async () => {
    const { ask, answer, pass } = await guarded(['redis'], { allow: ['unknown'] });
    answer(false);
    await pass(60_000);
    expect((await ask()).status).toBe(200);
  });

  test.each([
    [[], 503],
    [['unknown'], 200],
  ] as const)('that was never seen, with %j allowed, makes %i', async (allow, status) => {
    const engine = aTestEngine(REDIS);
    engine.answer(false);
    const { ask } = await guarded(['redis'], { allow }, engine);
    expect((await ask()).status).toBe(status);
  });
});

it.each([
  [[], {}, 'names'],
  [[''], {}, 'names'],
  [['db'], { allow: ['fine' as 'unknown'] }, 'allow'],
  [['db'], { retryAfterS: -1 }, 'retryAfterS'],
  [['db'], { retryAfterS: 0.5 }, 'retryAfterS'],
])('cannot be made with %j and %j', (names, options, path) => {
  const agent = { containers: () => [], view: aView() };
  expect(() => requireHealthy(agent, names, options)).toThrow(
    expect.objectContaining({ code: 'bad-input', path }),
  );
});
