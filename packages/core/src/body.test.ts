import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Body, UNREAD_LIMIT_CHUNKS } from './body.ts';

const chunk = (size: number, fill = 0) => new Uint8Array(size).fill(fill);

function body(limitBytes?: number) {
  let closed = 0;
  const made = new Body(() => {
    closed += 1;
  }, limitBytes);
  return { body: made, closed: () => closed };
}

async function drain(from: Body): Promise<number[]> {
  const bytes: number[] = [];
  for await (const part of from) bytes.push(...part);
  return bytes;
}

async function leaveEarly(from: Body): Promise<void> {
  for await (const part of from) if (part.length > 0) return;
}

describe('Body', () => {
  it('gives every byte in order, however pushes and reads interleave', async () => {
    const step = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 4 }), fc.constant('read' as const));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { body: under, closed } = body();
        const reader = under[Symbol.asyncIterator]();
        const sent: number[] = [];
        const got: number[] = [];
        const reads: Promise<unknown>[] = [];
        for (const next of steps) {
          if (next === 'read') {
            reads.push(reader.next().then(({ value }) => got.push(...(value ?? []))));
            continue;
          }
          sent.push(...next);
          under.push(next);
          await Promise.resolve();
        }
        under.end();
        await Promise.all(reads);
        for (let part = await reader.next(); !part.done; part = await reader.next()) got.push(...part.value);
        expect(got).toEqual(sent);
        expect(closed()).toBe(0);
      }),
    );
  });

  it('holds just its limit of bytes, and fails with one more, dropping what it held', async () => {
    const full = body(10);
    full.body.push(chunk(4));
    full.body.push(chunk(6));
    full.body.end();
    expect(await drain(full.body)).toHaveLength(10);
    const over = body(10);
    over.body.push(chunk(4));
    over.body.push(chunk(7));
    over.body.push(chunk(1));
    expect(over.closed()).toBe(1);
    await expect(drain(over.body)).rejects.toMatchObject({ name: 'HaleError', code: 'too-large' });
  });

  it('holds just its limit of chunks, and fails with one more', async () => {
    const { body: under, closed } = body();
    for (let count = 0; count < UNREAD_LIMIT_CHUNKS; count++) under.push(chunk(1));
    expect(closed()).toBe(0);
    under.push(chunk(1));
    expect(closed()).toBe(1);
    await expect(drain(under)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('counts only what is unread', async () => {
    const { body: under, closed } = body(10);
    const reader = under[Symbol.asyncIterator]();
    for (let round = 0; round < 100; round++) {
      under.push(chunk(5));
      under.push(chunk(5));
      await reader.next();
      await reader.next();
    }
    expect(closed()).toBe(0);
  });

  it('gives what came before the sender was lost, then the error', async () => {
    const { body: under } = body();
    under.push(chunk(1, 7));
    const lost = new Error('lost');
    under.end({ error: lost });
    under.push(chunk(1, 8));
    const reader = under[Symbol.asyncIterator]();
    expect(await reader.next()).toEqual({ done: false, value: chunk(1, 7) });
    await expect(reader.next()).rejects.toBe(lost);
  });

  it('throws even an undefined reason', async () => {
    const { body: under } = body();
    under.fail(undefined);
    await expect(drain(under)).rejects.toBeUndefined();
  });

  it('drops what is unread when nobody wants the rest, and wakes the reader', async () => {
    const { body: under } = body();
    const reader = under[Symbol.asyncIterator]();
    const waiting = reader.next();
    const stop = { why: 'aborted' };
    under.fail(stop);
    await expect(waiting).rejects.toBe(stop);
    const held = body();
    held.body.push(chunk(3));
    held.body.fail(stop);
    await expect(drain(held.body)).rejects.toBe(stop);
  });

  it('closes the exchange when the loop is left early, and only then', async () => {
    const early = body();
    early.body.push(chunk(1));
    await leaveEarly(early.body);
    expect(early.closed()).toBe(1);
    const late = body();
    late.body.push(chunk(1));
    late.body.end();
    await leaveEarly(late.body);
    expect(late.closed()).toBe(0);
  });

  it('can be read once', async () => {
    const { body: under } = body();
    under.end();
    await drain(under);
    await expect(drain(under)).rejects.toMatchObject({ code: 'bad-input', path: 'body' });
  });
});
