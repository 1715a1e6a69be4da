import { problem } from '@hale/protocol';
import { Hono } from 'hono';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { validJson, validQuery } from './valid.ts';

const schema = z.object({
  for: z.string().regex(/^\d+h$/, 'expected hours, such as 2h'),
  reason: z.string().optional(),
});

const app = new Hono()
  .get('/', validQuery(schema), (c) => c.json(c.req.valid('query')))
  .post('/', validJson(schema), (c) => c.json(c.req.valid('json')));

const post = (body: string) =>
  app.request('/', { method: 'POST', body, headers: { 'content-type': 'application/json' } });

async function errorsOf(response: Response) {
  expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
  return problem.parse(await response.json()).errors;
}

it('lets pass what the schema describes', async () => {
  expect(await (await app.request('/?for=2h')).json()).toEqual({ for: '2h' });
  expect(await (await post('{"for":"2h","reason":"night"}')).json()).toEqual({ for: '2h', reason: 'night' });
});

it('names each part that is not as expected, the unknown ones too', async () => {
  const expected = [
    { path: 'for', message: 'expected hours, such as 2h' },
    { path: 'why', message: 'not known; there are for, reason' },
    { path: 'who', message: 'not known; there are for, reason' },
  ];
  expect(await errorsOf(await app.request('/?for=2&why=a&who=b'))).toEqual(expected);
  expect(await errorsOf(await post('{"for":"2","why":"a","who":"b"}'))).toEqual(expected);
});

it('names what is wrong with a body that is no object', async () => {
  expect(await errorsOf(await post('[]'))).toMatchObject([{ path: 'body' }]);
  expect(await errorsOf(await post('null'))).toMatchObject([{ path: 'body' }]);
});

it.each(['__proto__', 'constructor'])('%s is a name like any other', async (name) => {
  expect((await app.request(`/?for=2h&${name}=1`)).status).toBe(400);
});
