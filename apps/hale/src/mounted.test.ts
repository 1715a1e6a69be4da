import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { mounted } from './mounted.ts';

const named = (name: string): Hono =>
  new Hono().all('*', async ({ req }) =>
    Response.json([name, req.method, req.path, req.query('q') ?? null, await req.text()]),
  );
const app = mounted(named('outer'), '/hub', named('inner'));

it.each([
  ['/', 'GET', ['outer', 'GET', '/', null, '']],
  ['/hubs', 'GET', ['outer', 'GET', '/hubs', null, '']],
  ['/x/hub/y', 'GET', ['outer', 'GET', '/x/hub/y', null, '']],
  ['/hub', 'GET', ['inner', 'GET', '/', null, '']],
  ['/hub/', 'GET', ['inner', 'GET', '/', null, '']],
  ['/hub/v1/sync?q=1', 'POST', ['inner', 'POST', '/v1/sync', '1', 'body']],
  ['/hub/hub/x', 'GET', ['inner', 'GET', '/hub/x', null, '']],
  ['/hub/../x', 'GET', ['outer', 'GET', '/x', null, '']],
  ['/%68ub/x', 'GET', ['outer', 'GET', '/hub/x', null, '']],
])('%s %s is for the one that is there', async (path, method, expected) => {
  const body = method === 'POST' ? { body: 'body' } : {};
  const response = await app.fetch(new Request(`http://box${path}`, { method, ...body }));
  expect(await response.json()).toEqual(expected);
});
