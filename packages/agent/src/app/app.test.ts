import { type Condition, HaleError, type LogFields } from '@hale/core';
import type { ContainerDetail, ContainerPage, Problem } from '@hale/protocol';
import type { AgentStore } from '@hale/store';
import { createMemoryStore } from '@hale/store/memory';
import { Hono } from 'hono';
import { hc, type InferRequestType } from 'hono/client';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import type { AgentOptions } from '../agent.ts';
import { anAgent, type TestAgent } from '../testing/agent.ts';
import { aTestEngine } from '../testing/engine.ts';
import { type AgentApp, agentDocs, createAgentApp } from './app.ts';

const agents: TestAgent[] = [];
afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.stop();
});

async function theApp(options: Partial<AgentOptions> = {}) {
  const agent = await anAgent([{ name: 'web', was: { status: 'running', forMs: 60_000 } }], options);
  agents.push(agent);
  return createAgentApp(agent.agent);
}

describe('routes and their documentation', () => {
  const nameOf = ({ method, path }: { readonly method: string; readonly path: string }): string =>
    `${method.toUpperCase()} ${path}`;

  it('are of one another', async () => {
    const { routes } = await theApp();
    const registered = new Set(routes.filter(({ method }) => method !== 'ALL').map(nameOf));
    expect([...registered].toSorted()).toEqual(agentDocs.map(nameOf).toSorted());
    expect(registered.size).toBeGreaterThan(10);
  });

  it('answer other methods with 405, and what they take', async () => {
    const app = await theApp();
    for (const path of new Set(agentDocs.map((doc) => doc.path))) {
      const response = await app.request(path.replace(/:\w+(?:\{[^}]*\})?/g, 'x.svg'), { method: 'PATCH' });
      expect([path, response.status]).toEqual([path, 405]);
      expect(response.headers.get('allow')).toMatch(/GET, HEAD|POST|DELETE/);
    }
  });

  it('take no parameter that is not documented', async () => {
    const app = await theApp();
    for (const { method, path, query } of agentDocs.filter((doc) => doc.query)) {
      const response = await app.request(`${path.replace(/:\w+/g, 'web')}?no-such=1`, { method });
      expect([path, response.status, Object.keys(query?.shape ?? {}).length > 0]).toEqual([path, 400, true]);
    }
  });
});

describe('what went wrong', () => {
  const broken = (error: Error): Pick<AgentStore, 'history'> => ({
    async history() {
      throw error;
    },
  });

  it('is a problem, and in the log where it is ours', async () => {
    const logged: LogFields[] = [];
    const quiet = (): void => undefined;
    const log = {
      debug: quiet,
      info: quiet,
      warn: quiet,
      error: (_: string, fields: LogFields = {}) => void logged.push(fields),
    };
    const store = createMemoryStore();
    const app = await theApp({ store, log });
    Object.assign(store, broken(new Error('at 0xdead')));
    const response = await app.request('/transitions');
    expect(response.status).toBe(500);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.text()).not.toContain('0xdead');
    expect(logged).toMatchObject([{ method: 'GET', path: '/transitions', error: 'Error: at 0xdead' }]);
  });

  it('of a known kind says what it is', async () => {
    const store = createMemoryStore();
    const app = await theApp({ store });
    Object.assign(store, broken(new HaleError('storage', 'the disk is damaged')));
    const response = await app.request('/transitions');
    expect([response.status, await response.json()]).toMatchObject([503, { detail: 'the disk is damaged' }]);
  });

  it('with the address is 404', async () => {
    const response = await (await theApp()).request('/no/such/thing');
    expect([response.status, response.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json',
    ]);
  });
});

it('is kept by no cache, and taken for nothing else by a browser', async () => {
  const app = await theApp();
  for (const path of [
    '/containers',
    '/containers/nobody',
    '/containers?limit=0',
    '/badge/web.svg',
    '/metrics',
  ]) {
    const { headers } = await app.request(path);
    expect([path, headers.get('cache-control')]).toEqual([path, expect.stringMatching(/^no-(store|cache)/)]);
    expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
  }
});

describe('in a host service', () => {
  async function hosted(prefix: string) {
    const host = new Hono()
      .route(prefix, await theApp())
      .get('/own', (c) => c.text('own'))
      .post('/own', async (c) => c.text(String((await c.req.text()).length)))
      .get('/broken', () => {
        throw new Error('own');
      });
    host.notFound((c) => c.text('own 404', 404));
    host.onError((error, c) => c.text(`own ${error.message}`, 500));
    return host;
  }

  it.each(['/', '/hale', '/deep/er'])('at %s it answers there', async (prefix) => {
    const host = await hosted(prefix);
    const base = prefix === '/' ? '' : prefix;
    expect((await host.request(`${base}/containers/web`)).status).toBe(200);
    expect((await host.request(`${base}/containers?limit=0`)).status).toBe(400);
    expect((await host.request(`${base}/containers`, { method: 'PUT' })).status).toBe(405);
    expect((await host.request(`${base}/containers`, { method: 'HEAD' })).status).toBe(200);
  });

  it.each(['/', '/hale'])('at %s it leaves everything else to its host', async (prefix) => {
    const host = await hosted(prefix);
    expect(await (await host.request('/own')).text()).toBe('own');
    expect(await (await host.request('/hale/nothing')).text()).toBe('own 404');
    expect(await (await host.request('/broken')).text()).toBe('own own');
    const body = 'x'.repeat(100_000);
    expect(await (await host.request('/own', { method: 'POST', body })).text()).toBe('100000');
  });

  it('tells of its own errors by itself', async () => {
    const store = createMemoryStore();
    const app = await theApp({ store });
    Object.assign(store, { history: () => Promise.reject(new HaleError('storage', 'full')) });
    const host = new Hono().route('/hale', app);
    host.onError((_, c) => c.text('own', 500));
    expect((await host.request('/hale/transitions')).status).toBe(503);
  });
});

it('is ready while it sees its engine, whatever else is wrong', async () => {
  const engine = aTestEngine();
  engine.answer(false);
  const live = await anAgent(engine, { troubles: () => ['the disk is full'] });
  agents.push(live);
  const app = createAgentApp(live.agent);
  const ask = async (path: string) => {
    const response = await app.request(path);
    return [response.status, await response.text()];
  };
  expect(await ask('/readyz')).toEqual([
    503,
    expect.stringMatching(/^fail\n  the engine is out of sight: .*\n$/),
  ]);
  engine.answer(true);
  await live.pass(60_000);
  expect(await ask('/readyz')).toEqual([200, 'pass\n']);
  expect(await ask('/healthz')).toEqual([200, 'warn\n  the disk is full\n']);
});

it('is a plain fetch handler', async () => {
  const { fetch } = await theApp();
  const response: Response = await fetch(new Request('http://127.0.0.1:4253/containers/web'));
  expect(response.status).toBe(200);
});

describe('the typed client', () => {
  it('knows each route, what it takes and what it answers', async () => {
    const { fetch } = await theApp();
    const client = hc<AgentApp>('http://hale.test', {
      fetch: async (input: string | Request | URL, init?: RequestInit) => fetch(new Request(input, init)),
    });

    type Followed = InferRequestType<typeof client.events.$get>['query'];
    expectTypeOf<Followed>().toEqualTypeOf<{
      after?: string | undefined;
      subject?: string | undefined;
      project?: string | undefined;
    }>();

    type Query = InferRequestType<typeof client.containers.$get>['query'];
    expectTypeOf<Query['condition']>().toEqualTypeOf<Condition[] | undefined>();
    const list = await client.containers.$get({ query: { limit: '1', condition: ['running'] } });
    if (!list.ok) throw new Error(`answered ${list.status}`);
    const page = await list.json();
    expectTypeOf(page).toEqualTypeOf<ContainerPage>();
    expect(page.items.map(({ name }) => name)).toEqual(['web']);

    const one = await client.containers[':name'].$get({ param: { name: 'web' } });
    if (!one.ok) throw new Error(`answered ${one.status}`);
    expectTypeOf(await one.json()).toEqualTypeOf<ContainerDetail>();

    const check = await client.containers[':name'].check.$post({ param: { name: 'nobody' } });
    if (check.ok) throw new Error('it is there');
    expectTypeOf(await check.json()).toEqualTypeOf<Problem>();
    expect(check.status).toBe(404);
  });
});
