import { Hono } from 'hono';
import { expect, it } from 'vitest';
import type { RouteDoc, Scope } from '../route-doc.ts';
import { documentedRoute } from './documented-route.ts';

const doc = (method: RouteDoc['method'], path: string, scope: Scope): RouteDoc => ({
  method,
  path,
  scope,
  summary: '',
  answers: {},
});
const DOCS = [
  doc('get', '/', 'public'),
  doc('get', '/:name', 'read'),
  doc('get', '/:name/secret', 'operate'),
  doc('get', '/all/:what', 'read'),
  doc('delete', '/:name', 'operate'),
];

/** What stands behind the middleware, as the middleware sees it. */
function behind(base: string, host = new Hono()) {
  const inner = new Hono()
    .use((context) => Promise.resolve(context.json(documentedRoute(context, DOCS)?.path ?? null)))
    .use('/all/*', (_context, next) => next())
    .get('/', (context) => context.text(''))
    .all('/:name', (context) => context.text(''))
    .get('/:name', (context) => context.text(''))
    .get('/:name/secret', (context) => context.text(''))
    .get('/all/:what', (context) => context.text(''))
    .delete('/:name', (context) => context.text(''))
    .get('/new', (context) => context.text(''));
  const app = host.route(base, inner);
  return async (path: string, method = 'GET'): Promise<unknown> =>
    (await app.request(path, { method })).json();
}

it.each(['/', '/hale', '/hale/'])('is known by its path under %s', async (base) => {
  const at = behind(base);
  const under = base.replace(/\/$/, '');
  expect(await at(`${under}/web`)).toBe('/:name');
  expect(await at(`${under}/web`, 'DELETE')).toBe('/:name');
  expect(await at(`${under}/a%2Fb`)).toBe('/:name');
  expect(await at(base)).toBe('/');
});

it('is the strictest of those that could answer', async () => {
  expect(await behind('/')('/all/secret')).toBe('/:name/secret');
  expect(await behind('/')('/all/other')).toBe('/all/:what');
});

it.each([
  ['read', 'agent', 'agent'],
  ['agent', 'operate', 'agent'],
  ['enrolment', 'public', 'enrolment'],
] as const)(
  'of whom may %s and whom may %s, the one for %s is the strictest',
  async (one, other, strictest) => {
    const docs = [doc('get', '/:name', one), doc('get', '/v1', other)];
    const app = new Hono()
      .use((context) => Promise.resolve(context.json(documentedRoute(context, docs)?.scope ?? null)))
      .get('/:name', (context) => context.text(''))
      .get('/v1', (context) => context.text(''));
    expect(await (await app.request('/v1')).json()).toBe(strictest);
  },
);

it('is none where one of those that could answer has no documentation, or there is none', async () => {
  expect(await behind('/')('/new')).toBe(null);
  expect(await behind('/')('/web/other')).toBe(null);
  expect(await behind('/')('/web/secret', 'POST')).toBe(null);
});

it('is the path itself for a method that nothing there takes', async () => {
  expect(await behind('/')('/web', 'POST')).toBe('/:name');
});

it('is none of the host’s, before it or around it', async () => {
  const host = new Hono().get('/hale/:any', (_context, next) => next()).use('*', (_context, next) => next());
  expect(await behind('/hale', host)('/hale/web')).toBe('/:name');
});
