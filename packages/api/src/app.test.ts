import { HaleError, type LogFields } from '@hale/core';
import { createSimulatedClock, NOON } from '@hale/core/testing';
import { Hono } from 'hono';
import { hc } from 'hono/client';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import type { AccessOptions } from './access/policy.ts';
import { createApi } from './app.ts';
import { paged } from './page.ts';
import { MAX_BODY_BYTES, type RouteDoc } from './route-doc.ts';
import { describeEveryRoute } from './testing/every-route.ts';
import { validJson, validQuery } from './valid.ts';

const ROUTE = { scope: 'read', summary: '', answers: {} } as const;
const BIG_BODY_BYTES = 4 * MAX_BODY_BYTES;
const DOCS: readonly RouteDoc[] = [
  { ...ROUTE, method: 'get', path: '/livez', scope: 'public' },
  { ...ROUTE, method: 'get', path: '/things', query: paged },
  { ...ROUTE, method: 'get', path: '/things/:name' },
  { ...ROUTE, method: 'delete', path: '/things/:name', scope: 'operate' },
  { ...ROUTE, method: 'get', path: '/failing/:how' },
  { ...ROUTE, method: 'post', path: '/sync', scope: 'agent', maxBodyBytes: BIG_BODY_BYTES },
  { ...ROUTE, method: 'post', path: '/enrol', scope: 'enrolment' },
];

const FAILURES: Readonly<Record<string, Error>> = {
  oddly: new Error('at 0xdead'),
  known: new HaleError('storage', 'the disk is damaged'),
};

function theApp(access?: AccessOptions) {
  const logged: LogFields[] = [];
  const quiet = (): void => undefined;
  const error = (_: string, fields: LogFields = {}): void => void logged.push(fields);
  const log = { debug: quiet, info: quiet, warn: quiet, error };
  const app = createApi({ docs: DOCS, clock: createSimulatedClock(NOON), log, access }, (api) =>
    api
      .get('/livez', (c) => c.text('alive'))
      .get('/things', validQuery(paged), (c) =>
        c.json({ items: ['a'], most: c.req.valid('query').limit }, 200),
      )
      .get('/things/:name', (c) => c.json({ name: c.req.param('name') }, 200))
      .delete('/things/:name', (c) => c.body(null, 204))
      .get('/failing/:how', (c) => {
        throw FAILURES[c.req.param('how')] ?? new Error('how?');
      })
      .post('/sync', async (c) => c.json({ chars: (await c.req.text()).length }, 200))
      .post('/enrol', validJson(z.object({})), (c) => c.json({}, 200)),
  );
  return Object.assign(app, { logged });
}

await describeEveryRoute({ docs: DOCS, serve: theApp, open: ['get /livez'] });

describe('what went wrong', () => {
  it('is a problem, and in the log where it is ours', async () => {
    const app = theApp();
    const response = await app.request('/failing/oddly');
    expect([response.status, response.headers.get('content-type')]).toEqual([
      500,
      'application/problem+json',
    ]);
    expect(await response.text()).not.toContain('0xdead');
    expect(app.logged).toEqual([{ method: 'GET', path: '/failing/oddly', error: 'Error: at 0xdead' }]);
  });

  it('of a known kind says what it is', async () => {
    const response = await theApp().request('/failing/known');
    expect([response.status, await response.json()]).toMatchObject([503, { detail: 'the disk is damaged' }]);
  });

  it('with the request is not logged', async () => {
    const app = theApp();
    expect((await app.request('/things?limit=0')).status).toBe(400);
    expect((await app.request('/no/such/thing')).status).toBe(404);
    expect(app.logged).toEqual([]);
  });
});

it('is kept by no cache, and taken for nothing else by a browser', async () => {
  const app = theApp();
  for (const path of ['/things', '/things?limit=0', '/things/a', '/failing/oddly']) {
    const { headers } = await app.request(path);
    expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
    expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
  }
});

it('a path takes a body as long as its documentation says', async () => {
  const app = theApp();
  const send = async (path: string, body: string) => {
    const headers = { 'content-type': 'application/json' };
    return (await app.request(path, { method: 'POST', headers, body })).status;
  };
  expect(await send('/sync', 'x'.repeat(BIG_BODY_BYTES))).toBe(200);
  expect(await send('/sync', 'x'.repeat(BIG_BODY_BYTES + 1))).toBe(413);
  expect(await send('/enrol', `{}${' '.repeat(MAX_BODY_BYTES - 2)}`)).toBe(200);
  expect(await send('/enrol', `{}${' '.repeat(MAX_BODY_BYTES - 1)}`)).toBe(413);
});

describe('in a host service', () => {
  function hosted(prefix: string) {
    const host = new Hono().route(prefix, theApp()).get('/own', (c) => c.text('own'));
    host.get('/broken', () => {
      throw new Error('own');
    });
    host.notFound((c) => c.text('own 404', 404));
    host.onError((error, c) => c.text(`own ${error.message}`, 500));
    return host;
  }

  it.each(['/', '/hale', '/deep/er'])('at %s it answers there, its errors included', async (prefix) => {
    const host = hosted(prefix);
    const base = prefix === '/' ? '' : prefix;
    const status = async (path: string, method = 'GET') =>
      (await host.request(`${base}${path}`, { method })).status;
    expect(await status('/things/a')).toBe(200);
    expect(await status('/things', 'PUT')).toBe(405);
    expect(await status('/failing/known')).toBe(503);
  });

  it.each(['/', '/hale'])('at %s it leaves everything else to its host', async (prefix) => {
    const host = hosted(prefix);
    const text = async (path: string) => (await host.request(path)).text();
    expect([await text('/own'), await text('/hale/nothing'), await text('/broken')]).toEqual([
      'own',
      'own 404',
      'own own',
    ]);
  });
});

it('keeps the types of its routes, for a typed client', async () => {
  const app = theApp();
  const client = hc<typeof app>('http://hale.test', {
    fetch: async (input: string | Request | URL, init?: RequestInit) => app.fetch(new Request(input, init)),
  });
  const list = await client.things.$get({ query: { limit: '7' } });
  if (!list.ok) throw new Error(`answered ${list.status}`);
  const page = await list.json();
  expectTypeOf(page).toEqualTypeOf<{ items: string[]; most: number }>();
  expect(page).toEqual({ items: ['a'], most: 7 });
});
