import type { IncomingMessage, ServerResponse } from 'node:http';
import { systemClock } from '@hale/core/system';
import { serve } from '@hale/core/testing';
import { createInternetHttp } from '@hale/core/undici';
import { expect, it } from 'vitest';
import { type Attempted, attempt } from '../attempt.ts';
import { bindTransport } from '../destination.ts';
import { egressPolicy } from '../egress/index.ts';
import { aNotification } from '../testing/notifications.ts';
import { REPLY_LIMIT_BYTES } from '../transport.ts';
import { webhook } from './webhook.ts';

type Receiver = (request: IncomingMessage, response: ServerResponse) => void;

const SECRET = 'hush-hush-hush';

/** To a real receiver on this machine, by the network that an agent has. */
async function sent(receiver: Receiver, { mode = 'operator', timeoutMs = 5_000, headers = {} } = {}) {
  const got: IncomingMessage[] = [];
  const server = await serve((request, response) => {
    got.push(request);
    request.resume().on('end', () => receiver(request, response));
  }, 'tcp');
  const rules = { mode: mode === 'public' ? 'public' : 'operator' } as const;
  const { http, close } = createInternetHttp({ allowAddress: egressPolicy(rules) });
  try {
    const url = `http://127.0.0.1:${server.port}/${SECRET}`;
    const attempted = await attempt(bindTransport(webhook, { url, headers }), [aNotification('unhealthy')], {
      http,
      clock: systemClock,
      sender: { host: 'web-3', version: '1.2.3' },
      tier: 0,
      receipt: null,
      timeoutMs,
    });
    return { ...attempted, got };
  } finally {
    await close();
    await server.close();
  }
}

it('is one request, whose reply may not be compressed', async () => {
  const { outcome, got } = await sent((_, response) => response.writeHead(201).end());
  expect(outcome).toEqual({ kind: 'ok' });
  expect(got.map(({ method, url }) => `${method} ${url}`)).toEqual([`POST /${SECRET}`]);
  expect(got[0]?.headers).toMatchObject({
    'accept-encoding': 'identity',
    'content-type': 'application/json',
    'user-agent': 'hale/1.2.3',
    'webhook-id': 'entry-1',
    'idempotency-key': 'entry-1',
  });
});

it('goes nowhere else, whatever the receiver says', async () => {
  const { outcome, got } = await sent((_, response) => response.writeHead(307, { location: '/else' }).end());
  expect(outcome).toEqual({ kind: 'gone', code: 'http-307' });
  expect(got).toHaveLength(1);
});

it('carries any header that its options take', async () => {
  const headers = { authorization: 'Bearer x', 'x-latin': 'caf\u00e9 \u0080', 'x-tab': 'a\tb' };
  const { outcome, got } = await sent((_, response) => response.end(), { headers });
  expect(outcome).toEqual({ kind: 'ok' });
  expect(got[0]?.headers).toMatchObject(headers);
});

it.each<[string, Receiver, Attempted['outcome']]>([
  ['trickles', trickle, { kind: 'ambiguous', code: expect.any(String) }],
  ['breaks off its yes', (_, response) => breakOff(response), { kind: 'ambiguous', code: 'cut' }],
  ['resets', (request) => request.socket.resetAndDestroy(), { kind: 'ambiguous', code: 'unreachable' }],
])('may have arrived where the receiver %s', async (_, receiver, outcome) => {
  expect((await sent(receiver, { timeoutMs: 300 })).outcome).toEqual(outcome);
});

it('reads no more of ten megabytes than is of use', async () => {
  const { outcome, reply } = await sent((_, response) => response.end('x'.repeat(10 << 20)));
  expect(outcome).toEqual({ kind: 'ok' });
  expect(reply?.text).toHaveLength(REPLY_LIMIT_BYTES);
});

it('does not leave where the policy is against it', async () => {
  const { outcome, got } = await sent((_, response) => response.end(), { mode: 'public' });
  expect(outcome).toEqual({ kind: 'retry', code: 'refused' });
  expect(got).toEqual([]);
});

function trickle(_: IncomingMessage, response: ServerResponse): void {
  const timer = setInterval(() => response.write('x'), 5);
  response.once('close', () => clearInterval(timer));
}

function breakOff(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': '100' });
  response.write('o', () => response.destroy());
}
