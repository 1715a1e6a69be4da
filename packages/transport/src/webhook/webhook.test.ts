import { createFetchHttp } from '@hale/core/fetch';
import { anEntry, NOON } from '@hale/core/testing';
import { http as answer, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bindTransport } from '../destination.ts';
import { jsonBody } from '../json-body.ts';
import { describeTransport } from '../testing/conformance.ts';
import type { RenderContext } from '../transport.ts';
import { webhook } from './webhook.ts';

const server = setupServer();
beforeAll(() => server.listen());
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

describeTransport('webhook', webhook);

const URL = 'https://hooks.example/hale/s3cret-token';
const CONTEXT: RenderContext = {
  now: 0,
  tier: 0,
  receipt: null,
  sender: { host: 'web-3', version: '1.2.3' },
};
const container = {
  id: 'c0ffee'.padEnd(64, '0'),
  name: 'shop-web-1',
  image: 'nginx:1',
  project: 'shop',
  service: 'web',
  createdAt: '2026-11-28T11:00:00Z',
  exitCode: null,
  failingStreak: 3,
  output: 'refused <!channel>\u2028\n',
};
const ENTRY = anEntry('unhealthy', { from: 'healthy', fromAt: 1_000, seq: 7, container });
const notification = { entry: ENTRY, ends: null, reminder: false, flapping: null };

function render(input: unknown = { url: URL }, context: Partial<RenderContext> = {}) {
  const { speak } = bindTransport(webhook, input);
  if (speak.kind !== 'http') throw new Error('a webhook speaks HTTP');
  return speak.request([notification], { ...CONTEXT, ...context });
}

describe('what is sent', () => {
  it('is a body that its schema describes, field for field', () => {
    const { body, headers } = render();
    expect(jsonBody.strict().parse(JSON.parse(body))).toEqual({
      id: 'entry-7',
      at: new Date(NOON).toISOString(),
      host: 'web-3',
      agent: null,
      subject: 'container/web',
      from: 'healthy',
      to: 'unhealthy',
      since: '1970-01-01T00:00:01.000Z',
      cause: 'health_status',
      severity: 'critical',
      epoch: 'epoch',
      seq: 7,
      container: {
        id: container.id,
        name: 'shop-web-1',
        image: 'nginx:1',
        project: 'shop',
        service: 'web',
        exitCode: null,
        failingStreak: 3,
        output: 'refused <!channel>\u2028\n',
      },
    });
    expect(headers).toMatchObject({ 'webhook-id': 'entry-7', 'idempotency-key': 'entry-7' });
  });

  it('is the same each time, and plainer where it was refused', () => {
    expect(render()).toEqual(render({ url: URL }, { now: 99_000 }));
    expect(JSON.parse(render({ url: URL }, { tier: 1 }).body).container).toMatchObject({
      name: 'shop-web-1',
      output: null,
    });
    expect(JSON.parse(render({ url: URL }, { tier: 2 }).body)).toMatchObject({
      to: 'unhealthy',
      container: null,
    });
  });

  it('has the headers of its owner, but none that are its own', () => {
    expect(render({ url: URL, headers: { 'X-Team': 'shop' } }).headers).toMatchObject({ 'x-team': 'shop' });
    expect(() => render({ url: URL, headers: { 'Webhook-Id': 'x' } })).toThrow(/other headers/);
    expect(() => render({ url: URL, headers: { 'x-a': 'one\r\ntwo' } })).toThrow(/one line/);
  });

  it('arrives as it was made', async () => {
    const heard: unknown[] = [];
    server.use(
      answer.post(URL, async ({ request }) => {
        heard.push(await request.json(), request.headers.get('webhook-id'));
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const request = render();
    const { status } = await createFetchHttp(fetch)({ ...request, timeoutMs: 5_000 });
    expect(status).toBe(204);
    expect(heard).toEqual([JSON.parse(request.body), 'entry-7']);
  });
});

it.each([
  [{}, /./],
  [{ url: 'hooks.example' }, /https:\/\//],
  [{ url: 'ftp://hooks.example/' }, /https:\/\//],
  [{ url: 'https://me:secret@hooks.example/' }, /no user/],
  [{ url: 'https://:secret@hooks.example/' }, /no user/],
  [{ url: `https://hooks.example/${'x'.repeat(4_096)}` }, /./],
  [{ url: URL, headers: { 'a b': 'x' } }, /names of headers/],
  [{ url: URL, headers: { 'Transfer-Encoding': 'chunked' } }, /other headers/],
  [{ url: URL, headers: { a: '\u2028' } }, /one line of Latin-1/],
  [
    { url: URL, headers: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`x-${n}`, ''])) },
    /20 headers/,
  ],
  [{ url: URL, method: 'GET' }, /./],
  [{ url: URL, colour: true }, /./],
])('refuses the options %j', (input, message) => {
  expect(() => bindTransport(webhook, input)).toThrow(message);
});

it('names its address and its headers as secrets, the latter also without their scheme', () => {
  const { secrets } = bindTransport(webhook, { url: URL, headers: { authorization: 'Bearer s3cret' } });
  expect(secrets).toEqual([URL, 'Bearer s3cret', 's3cret']);
});
