import { createFetchHttp } from '@hale/core/fetch';
import { bodyText, NOON } from '@hale/core/testing';
import { HttpResponse, http as onHttp } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bindTransport } from '../destination.ts';
import { describeTransport } from '../testing/conformance.ts';
import { aContext, aNotification } from '../testing/notifications.ts';
import { slack } from './slack.ts';

describeTransport('slack', slack);

const WEBHOOK = 'https://hooks.slack.com/services/T0000TEST/B0000TEST/abc';

describe('over a fetch', () => {
  const server = setupServer();
  beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());

  async function exchange() {
    const { speak } = bindTransport(slack, { url: WEBHOOK });
    if (speak.kind !== 'http') throw new Error('no request');
    const { status, headers, body } = await createFetchHttp(fetch)({
      ...speak.request([aNotification('crashed')], aContext()),
      timeoutMs: 5_000,
    });
    return speak.classify({ status, headers, text: await bodyText(body) }, NOON);
  }

  it('posts JSON to the webhook', async () => {
    const got: Request[] = [];
    const bodies: unknown[] = [];
    server.use(
      onHttp.post(WEBHOOK, async ({ request }) => {
        got.push(request.clone());
        bodies.push(await request.json());
        return new HttpResponse('ok');
      }),
    );
    expect(await exchange()).toEqual({ kind: 'ok' });
    expect(got.map(({ method, url }) => `${method} ${url}`)).toEqual([`POST ${WEBHOOK}`]);
    expect(got[0]?.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(bodies).toMatchObject([
      { text: '🔴 shop/web crashed (web-3)', blocks: [{ type: 'header' }, {}, {}] },
    ]);
  });

  it.each([
    [new HttpResponse('no_service', { status: 404 }), { kind: 'gone', code: 'no_service' }],
    [new HttpResponse('invalid_blocks', { status: 400 }), { kind: 'rejected', code: 'invalid_blocks' }],
    [
      new HttpResponse('rate_limited', { status: 429, headers: { 'Retry-After': '30' } }),
      { kind: 'throttled', code: 'rate_limited', notBefore: NOON + 30_000 },
    ],
    [
      new HttpResponse(null, { status: 302, headers: { Location: 'https://slack.com/' } }),
      { kind: 'gone', code: 'http-302' },
    ],
    [HttpResponse.html('<p>Sign in</p>'), { kind: 'ambiguous', code: 'not-ok' }],
  ])('understands what comes back: %#', async (response, outcome) => {
    server.use(onHttp.post(WEBHOOK, () => response));
    expect(await exchange()).toEqual(outcome);
  });
});
