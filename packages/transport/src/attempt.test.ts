import type { IncomingMessage, ServerResponse } from 'node:http';
import { HaleError, type Http, type Json, type Outcome } from '@hale/core';
import { createFetchHttp } from '@hale/core/fetch';
import { systemClock } from '@hale/core/system';
import { anEntry, createSimulatedClock, serve } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import { ATTEMPT_TIMEOUT_MS, attempt, CODE_LIMIT } from './attempt.ts';
import type { BoundTransport } from './destination.ts';
import { aDestination } from './testing/dispatched.ts';
import { REPLY_LIMIT_BYTES } from './transport.ts';

const NOTIFICATIONS = [{ entry: anEntry('unhealthy'), ends: null, reminder: false, flapping: null }];
const SECRET = 'hush-hush-hush';

type Speak = BoundTransport['speak'];

function speaking(
  speak: Partial<Extract<Speak, { kind: 'http' }>> | Extract<Speak, { kind: 'channel' }>,
): BoundTransport {
  const { transport } = aDestination('ops');
  return { ...transport, speak: { ...transport.speak, ...speak } as Speak };
}

/** To a real server. */
async function attempted(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  timeoutMs?: number,
) {
  const server = await serve(handler, 'tcp');
  const url = `http://127.0.0.1:${server.port}/${SECRET}`;
  try {
    const transport = speaking({
      request: () => ({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json' },
        body: '{"a":1}',
      }),
    });
    const http = createFetchHttp(fetch);
    const options = {
      http,
      clock: systemClock,
      sender: { host: 'box', version: '1.2.3' },
      tier: 0 as const,
      receipt: null,
    };
    return await attempt(transport, NOTIFICATIONS, { ...options, timeoutMs });
  } finally {
    await server.close();
  }
}

/** To a receiver that is not there, at a time that stands still. */
function imagined(transport: BoundTransport, http: Http, signal?: AbortSignal) {
  const clock = createSimulatedClock();
  const sender = { host: 'box', version: '1.2.3' };
  const made = attempt(transport, NOTIFICATIONS, { http, clock, sender, tier: 1, receipt: 'r', signal });
  return { clock, made };
}

const failing =
  (error: unknown): Http =>
  async () => {
    throw error;
  };
const hanging: Http = () => new Promise(() => undefined);

describe('a real receiver', () => {
  it('gets one plain request', async () => {
    const got: unknown[] = [];
    const { outcome } = await attempted((request, response) => {
      const { method, url, headers } = request;
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        got.push({ method, url, agent: headers['user-agent'], encoding: headers['accept-encoding'], body });
        response.end('ok');
      });
    });
    expect(outcome).toEqual({ kind: 'ok' });
    expect(got).toEqual([
      { method: 'POST', url: `/${SECRET}`, agent: 'hale/1.2.3', encoding: 'identity', body: '{"a":1}' },
    ]);
  });

  it('cannot send us on to another', async () => {
    let requests = 0;
    const { outcome, reply } = await attempted((_, response) => {
      requests += 1;
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(requests).toBe(1);
    expect(reply?.status).toBe(307);
    expect(outcome).toEqual({ kind: 'rejected', code: '307' });
  });

  it('is not read to the end of its endless reply', async () => {
    const { outcome, reply } = await attempted((_, response) => {
      const more = (): void => {
        while (response.write('x'.repeat(64 * 1024)));
        response.once('drain', more);
      };
      more();
    });
    expect(outcome).toEqual({ kind: 'ok' });
    expect(reply?.text).toHaveLength(REPLY_LIMIT_BYTES);
  });

  it.each<[string, (response: ServerResponse) => void, Outcome]>([
    ['hangs up without a word', (response) => response.destroy(), { kind: 'ambiguous', code: 'unreachable' }],
    ['breaks off its yes', (response) => brokenOff(response, 200), { kind: 'ambiguous', code: 'cut' }],
    ['breaks off its no', (response) => brokenOff(response, 503), { kind: 'retry', code: 'o' }],
    ['never answers', () => undefined, { kind: 'ambiguous', code: 'timeout' }],
    [
      'never ends its answer',
      (response) => void response.write('o'),
      { kind: 'ambiguous', code: expect.any(String) },
    ],
    [
      'repeats the secret',
      (response) => void response.writeHead(400).end(`no ${SECRET}`),
      { kind: 'rejected', code: 'no [redacted]' },
    ],
  ])('that %s', async (_, react, outcome) => {
    expect((await attempted((_request, response) => react(response), 500)).outcome).toEqual(outcome);
  });

  it('that is not there has got nothing', async () => {
    const server = await serve(() => undefined, 'tcp');
    await server.close();
    const url = `http://127.0.0.1:${server.port}/${SECRET}`;
    const transport = speaking({ request: () => ({ method: 'POST', url, headers: {}, body: '' }) });
    const { made } = imagined(transport, createFetchHttp(fetch));
    expect(await made).toEqual({ outcome: { kind: 'retry', code: 'unreachable' }, reply: null });
  });
});

describe('what goes wrong is an outcome', () => {
  it.each<[string, unknown, Outcome]>([
    ['an address that is not allowed', new HaleError('refused', SECRET), { kind: 'retry', code: 'refused' }],
    ['no TLS session', new HaleError('tls', SECRET), { kind: 'retry', code: 'tls' }],
    [
      'a request that cannot be made',
      new HaleError('bad-input', SECRET),
      { kind: 'rejected', code: 'bad-input' },
    ],
    [
      'a connection that was cut',
      new HaleError('unreachable', SECRET),
      { kind: 'ambiguous', code: 'unreachable' },
    ],
    [
      'anything else',
      new TypeError(`Failed to parse URL from ${SECRET}`),
      { kind: 'ambiguous', code: 'failed' },
    ],
  ])('%s', async (_, error, outcome) => {
    const attemptedThis = await imagined(speaking({}), failing(error)).made;
    expect(attemptedThis).toEqual({ outcome, reply: null });
  });

  it('a message that cannot be rendered is not sent, and a plainer one may do', async () => {
    const request = (): never => {
      throw new RangeError('too deep');
    };
    const { made } = imagined(speaking({ request }), failing('must not be called'));
    expect((await made).outcome).toEqual({ kind: 'rejected', code: 'not-rendered' });
  });

  it.each([
    ['just before its time is over', ATTEMPT_TIMEOUT_MS - 1, undefined],
    ['once it is', ATTEMPT_TIMEOUT_MS, { outcome: { kind: 'ambiguous', code: 'timeout' }, reply: null }],
  ])('a receiver that hangs, %s', async (_, ms, ended) => {
    const { clock, made } = imagined(speaking({}), hanging);
    let result: unknown;
    void made.then((value) => (result = value));
    await clock.advance(ms);
    expect(result).toEqual(ended);
    await clock.advance(ATTEMPT_TIMEOUT_MS);
  });

  it('one that is given up, before or during', async () => {
    const stop = new AbortController();
    const { clock, made } = imagined(speaking({}), hanging, stop.signal);
    stop.abort();
    const outcome = { kind: 'ambiguous', code: 'timeout' };
    expect((await made).outcome).toEqual(outcome);
    expect((await imagined(speaking({}), hanging, stop.signal).made).outcome).toEqual(outcome);
    await clock.advance(0);
    expect(clock.sleepers).toBe(0);
  });

  it('a code is kept short', async () => {
    const classify = (): Outcome => ({ kind: 'rejected', code: 'x'.repeat(1_000) });
    const http: Http = async () => ({ status: 400, headers: {}, body: (async function* () {})() });
    const { outcome } = await imagined(speaking({ classify }), http).made;
    expect(outcome).toEqual({ kind: 'rejected', code: 'x'.repeat(CODE_LIMIT) });
  });
});

describe('a transport with a channel of its own', () => {
  it('is given the message, the context and a signal', async () => {
    const send = async (
      notifications: unknown,
      { tier, receipt, signal }: { tier: number; receipt: Json | null; signal: { aborted: boolean } },
    ): Promise<Outcome> => {
      expect(notifications).toBe(NOTIFICATIONS);
      return { kind: 'ok', receipt: { tier, receipt, aborted: signal.aborted } };
    };
    const transport = speaking({ kind: 'channel', send, close: async () => undefined });
    const { outcome } = await imagined(transport, failing('not by HTTP')).made;
    expect(outcome).toEqual({ kind: 'ok', receipt: { tier: 1, receipt: 'r', aborted: false } });
  });

  it('that fails may have sent it', async () => {
    const send = (): Promise<Outcome> => Promise.reject(new Error(SECRET));
    const transport = speaking({ kind: 'channel', send, close: async () => undefined });
    expect((await imagined(transport, hanging).made).outcome).toEqual({ kind: 'ambiguous', code: 'failed' });
  });
});

function brokenOff(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': '100' });
  response.write('o', () => response.destroy());
}
