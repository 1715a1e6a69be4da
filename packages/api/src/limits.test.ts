import { createSimulatedClock } from '@hale/core/testing';
import { problem } from '@hale/protocol';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { ANSWER_WITHIN_MS, limits, MAX_HEADER_CHARS, MAX_URL_CHARS, refuseMethod } from './limits.ts';
import { MAX_BODY_BYTES } from './route-doc.ts';

function serving() {
  const clock = createSimulatedClock();
  const cancelled: string[] = [];
  const app = new Hono()
    .use('*', limits(clock))
    .get('/', (c) => c.text('here'))
    .post('/', async (c) => c.json({ length: (await c.req.text()).length }))
    .get('/slow', () => new Promise<never>(() => undefined))
    .get('/stream', (c) => c.body(new ReadableStream({ cancel: () => void cancelled.push('stream') })))
    .all('/', refuseMethod(['get', 'post']));
  const post = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
    app.request('/', {
      method: 'POST',
      body: body ?? null,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body instanceof ReadableStream && { duplex: 'half' }),
    });
  return { clock, app, post, cancelled };
}

async function refused(response: Response, status: number): Promise<void> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect([response.status, problem.parse(await response.json()).status]).toEqual([status, status]);
}

describe('a body', () => {
  it('may be so long', async () => {
    const { post } = serving();
    expect(await (await post('x'.repeat(MAX_BODY_BYTES))).json()).toEqual({ length: MAX_BODY_BYTES });
    await refused(await post('x'.repeat(MAX_BODY_BYTES + 1)), 413);
  });

  it('may not be longer, also where nobody says how long it is', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(1_024));
      },
    });
    await refused(await serving().post(endless), 413);
    expect(sent).toBeLessThan(70);
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/merge-patch+json',
    'Application/JSON',
  ])('may be %s', async (type) => {
    expect((await serving().post('{}', { 'content-type': type })).status).toBe(200);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'json', ''])(
    'may not be %s',
    async (type) => {
      await refused(await serving().post('{}', { 'content-type': type }), 415);
    },
  );

  it('that has no type is refused, and none needs none', async () => {
    const { app } = serving();
    const without = (headers: Record<string, string>) => app.request('/', { method: 'POST', headers });
    await refused(await without({ 'content-length': '2' }), 415);
    await refused(await without({ 'transfer-encoding': 'chunked' }), 415);
    expect((await without({ 'content-length': '0' })).status).toBe(200);
    expect((await without({})).status).toBe(200);
  });
});

it('an address may be so long', async () => {
  const { app } = serving();
  const longest = '/?'.padEnd(MAX_URL_CHARS - 'http://localhost'.length, 'a');
  expect((await app.request(longest)).status).toBe(200);
  await refused(await app.request(`${longest}a`), 414);
});

it('headers may be so long', async () => {
  const { app } = serving();
  const value = 'a'.repeat(MAX_HEADER_CHARS - 'x-long'.length);
  expect((await app.request('/', { headers: { 'x-long': value } })).status).toBe(200);
  await refused(await app.request('/', { headers: { 'x-long': `${value}a` } }), 431);
});

it('an answer comes in time, or one that says so', async () => {
  const { app, clock } = serving();
  const answer = Promise.resolve(app.request('/slow'));
  await clock.advance(ANSWER_WITHIN_MS - 1);
  expect(clock.sleepers).toBe(1);
  await clock.advance(1);
  await refused(await answer, 503);
});

it('no clock runs for what has been answered', async () => {
  const { app, clock } = serving();
  await app.request('/');
  expect(clock.sleepers).toBe(0);
});

it('what answers GET answers HEAD, without a body, and begins no stream', async () => {
  const { app, cancelled } = serving();
  const response = await app.request('/', { method: 'HEAD' });
  expect([response.status, await response.text()]).toEqual([200, '']);
  expect(response.headers.get('content-type')).toMatch('text/plain');
  await app.request('/stream', { method: 'HEAD' });
  expect(cancelled).toEqual(['stream']);
});

it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'BREW'])(
  '%s is not taken, and what is is named',
  async (method) => {
    const response = await serving().app.request('/', { method });
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
    await refused(response, 405);
  },
);
