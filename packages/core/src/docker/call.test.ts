import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Body } from '../body.ts';
import { ANSWER_LIMIT_BYTES, CALL_TIMEOUT_MS, type Call, call, REFUSAL_LIMIT_BYTES, send } from './call.ts';
import { answering, bytes, engineOver } from './testing/http.ts';

const GET: Call = { method: 'GET', path: '/x', allow: 'X=1' };
const answer = z.object({ a: z.object({ b: z.number() }) });

describe('call', () => {
  it('puts version, query and deadline into the request', async () => {
    const { engine, received } = answering(() => ({ body: { a: { b: 1 } } }));
    const query = { all: '1', since: undefined, filters: '{"label":["a=b&c"]}' };
    expect(await call(engine, { ...GET, query }, answer)).toEqual({ a: { b: 1 } });
    expect(received).toMatchObject([
      {
        method: 'GET',
        url: 'http://docker/v1.45/x?all=1&filters=%7B%22label%22%3A%5B%22a%3Db%26c%22%5D%7D',
        timeoutMs: CALL_TIMEOUT_MS,
      },
    ]);
    expect(received[0]?.body).toBeUndefined();
  });

  it('sends JSON as JSON', async () => {
    const { engine, received } = answering(() => ({ body: { a: { b: 1 } } }));
    await call(engine, { ...GET, method: 'POST', json: { Cmd: ['é'] } }, answer);
    expect(received[0]).toMatchObject({
      headers: { 'content-type': 'application/json' },
      body: '{"Cmd":["é"]}',
    });
  });

  it('has no end to wait for when told so', async () => {
    const { engine, received } = answering(() => ({}));
    await send(engine, { ...GET, timeoutMs: null });
    expect(received[0]).toMatchObject({ headersTimeoutMs: CALL_TIMEOUT_MS });
    expect(received[0]).not.toHaveProperty('timeoutMs');
  });

  it('drops what the schema does not name', async () => {
    const { engine } = answering(() => ({ body: { a: { b: 1, secret: 's' }, Env: ['TOKEN=1'] } }));
    expect(await call(engine, GET, answer)).toEqual({ a: { b: 1 } });
  });

  it.each([
    [{ a: {} }, 'a.b'],
    [{ a: { b: '1' } }, 'a.b'],
    [{}, 'a'],
    [[], ''],
  ])('names what is amiss in %j: %s', async (body, path) => {
    const { engine } = answering(() => ({ body }));
    await expect(call(engine, GET, answer)).rejects.toMatchObject({
      code: 'protocol',
      path,
      message: expect.stringContaining(`GET /x: ${path || 'the answer'}: `),
    });
  });

  it.each(['', '<html>', '{"a":', 'OK'])('does not take %j for JSON', async (body) => {
    const { engine } = answering(() => ({ body }));
    await expect(call(engine, GET, answer)).rejects.toMatchObject({
      code: 'protocol',
      hint: expect.stringContaining('address'),
    });
  });

  it('joins characters that were cut between pieces', async () => {
    const body = new Body(() => undefined);
    for (const byte of bytes('"é€𝄞"')) body.push(Uint8Array.of(byte));
    body.end();
    const { engine } = answering(() => ({ body }));
    expect(await call(engine, GET, z.string())).toBe('é€𝄞');
  });

  it('takes an answer at the limit, and none over it', async () => {
    // Piece by piece: the limit of what may wait unread is a lower one.
    const streamed = (size: number) =>
      engineOver(async () => ({ status: 200, headers: {}, body: pieces(`"${'x'.repeat(size - 2)}"`) }));
    expect(await call(streamed(ANSWER_LIMIT_BYTES), GET, z.string())).toHaveLength(ANSWER_LIMIT_BYTES - 2);
    await expect(call(streamed(ANSWER_LIMIT_BYTES + 1), GET, z.string())).rejects.toMatchObject({
      code: 'too-large',
    });
  });

  it('does not read a refusal without end', async () => {
    let taken = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        taken += 1024;
        yield new Uint8Array(1024);
      }
    }
    const engine = engineOver(async () => ({ status: 500, headers: {}, body: endless() }));
    await expect(call(engine, GET, answer)).rejects.toMatchObject({ code: 'engine' });
    expect(taken).toBe(REFUSAL_LIMIT_BYTES + 1024);
  });

  it('throws the reason of its signal', async () => {
    const { engine } = answering(() => ({ body: {} }));
    const reason = new Error('enough');
    await expect(call(engine, { ...GET, signal: AbortSignal.abort(reason) }, answer)).rejects.toBe(reason);
  });
});

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  const all = bytes(text);
  for (let at = 0; at < all.length; at += 1 << 20) yield all.subarray(at, at + (1 << 20));
}
