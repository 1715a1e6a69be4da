import { HaleError, type HttpRequest } from '@hale/core';
import { byeAnswer, GZIP_FROM_BYTES } from '@hale/protocol/sync';
import { describe, expect, test } from 'vitest';
import { ANSWER_LIMIT_BYTES, EXCHANGE_TIMEOUT_MS, exchange, type HubAccess } from './exchange.ts';

interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
}

const TOKEN = 'hale_a1_0123456789abcdef_secret';

async function post(said: Said | Error, message: object = {}, access: Partial<HubAccess> = {}) {
  const requests: HttpRequest[] = [];
  const came = await exchange(
    {
      http: async (request) => {
        requests.push(request);
        if (said instanceof Error) throw said;
        const { status = 200, headers = {}, text = '{"hubTime":1}' } = said;
        return {
          status,
          headers,
          body: (async function* () {
            const bytes = new TextEncoder().encode(text);
            for (let from = 0; from < bytes.length; from += 65_536) yield bytes.subarray(from, from + 65_536);
          })(),
        };
      },
      url: 'https://hub.test/below/',
      token: TOKEN,
      now: () => Date.UTC(2026, 0, 1),
      ...access,
    },
    { path: 'v1/bye', message, answer: byeAnswer },
  );
  return { came, request: requests[0] };
}

describe('a message', () => {
  test('is posted below the address of the hub, with what proves who sends it', async () => {
    const { request, came } = await post({}, { a: 1 });
    expect(request).toMatchObject({
      method: 'POST',
      url: 'https://hub.test/below/v1/bye',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: '{"a":1}',
      timeoutMs: EXCHANGE_TIMEOUT_MS,
    });
    expect(came).toEqual({ kind: 'answered', answer: { hubTime: 1 } });
  });

  test('is compressed from a length on', async () => {
    const gzip = async () => new Uint8Array([1]);
    const long = { a: 'x'.repeat(GZIP_FROM_BYTES - 8) };
    const { request } = await post({}, long, { gzip });
    expect([request?.body, request?.headers?.['content-encoding']]).toEqual([new Uint8Array([1]), 'gzip']);
    const short = await post({}, { a: 'x'.repeat(GZIP_FROM_BYTES - 9) }, { gzip });
    expect([typeof short.request?.body, short.request?.headers?.['content-encoding']]).toEqual([
      'string',
      undefined,
    ]);
  });
});

describe('an answer', () => {
  const meanings: readonly (readonly [Said | Error, object])[] = [
    [{ status: 401 }, { kind: 'unknown', status: 401 }],
    [{ status: 403 }, { kind: 'unknown', status: 403 }],
    [
      { status: 409, text: '{"want":"new-epoch"}' },
      { kind: 'first', want: 'new-epoch' },
    ],
    [
      { status: 409, text: '{"want":"more"}' },
      { kind: 'away', code: 'unreadable' },
    ],
    [{ status: 413 }, { kind: 'too-large' }],
    [
      { status: 422, text: '{"detail":"no"}' },
      { kind: 'invalid', status: 422, detail: 'no' },
    ],
    [
      { status: 400, text: 'no' },
      { kind: 'invalid', status: 400, detail: null },
    ],
    [
      { status: 426, text: '{"protocol":{"min":2,"max":3}}' },
      { kind: 'version', range: { min: 2, max: 3 } },
    ],
    [
      { status: 426, text: '' },
      { kind: 'version', range: null },
    ],
    [
      { status: 429, headers: { 'retry-after': '7' } },
      { kind: 'busy', waitMs: 7_000 },
    ],
    [
      { status: 503, headers: { 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' } },
      { kind: 'busy', waitMs: 60_000 },
    ],
    [{ status: 503 }, { kind: 'busy', waitMs: null }],
    [{ status: 500 }, { kind: 'away', code: 'status-500' }],
    [
      { status: 204, text: '' },
      { kind: 'away', code: 'status-204' },
    ],
    [{ text: '<html>' }, { kind: 'away', code: 'unreadable' }],
    [{ text: '{"hubTime":"noon"}' }, { kind: 'away', code: 'unreadable' }],
    [new HaleError('timeout', 'late'), { kind: 'away', code: 'timeout' }],
    [new Error('what'), { kind: 'away', code: 'failed' }],
  ];

  test.each(meanings)('%j means %j', async (said, meaning) => {
    expect((await post(said)).came).toEqual(meaning);
  });

  test('is read up to a limit', async () => {
    const body = JSON.stringify({ hubTime: 1, more: '' });
    const padded = (length: number) => ({ text: body.padEnd(length, ' ') });
    expect((await post(padded(ANSWER_LIMIT_BYTES))).came).toMatchObject({ kind: 'answered' });
    expect((await post(padded(ANSWER_LIMIT_BYTES + 1))).came).toEqual({ kind: 'away', code: 'too-large' });
  });

  test('that quotes the secret does not show it', async () => {
    const { came } = await post({
      status: 400,
      text: JSON.stringify({ detail: `${'x'.repeat(290)}${TOKEN}` }),
    });
    expect(JSON.stringify(came)).not.toContain('hale_a1');
  });
});
