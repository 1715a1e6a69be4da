import { describe, expect, it } from 'vitest';
import { HaleError } from '../error.ts';
import type { HttpRequest } from '../http.ts';
import { Exchange } from './exchange.ts';

function start(request: Partial<HttpRequest> = {}) {
  let cuts = 0;
  const exchange = new Exchange({ method: 'GET', url: 'http://engine/', ...request }, 'engine', () => {
    cuts += 1;
  });
  return { exchange, cuts: () => cuts };
}

const lost = new HaleError('unreachable', 'lost');

describe('Exchange', () => {
  it('is over once it is given up, whatever comes after', async () => {
    const { exchange, cuts } = start();
    exchange.giveUp('reason');
    exchange.answer(200, {});
    exchange.push(new Uint8Array(1));
    exchange.lose(lost);
    exchange.giveUp('other');
    await expect(exchange.response).rejects.toBe('reason');
    expect([exchange.over, exchange.phase, cuts()]).toEqual([true, 'head', 1]);
  });

  it('cuts nothing that the carrier has ended or lost', async () => {
    const ended = start();
    ended.exchange.answer(204, {});
    ended.exchange.end();
    ended.exchange.giveUp('late');
    expect((await ended.exchange.response).status).toBe(204);
    const gone = start();
    gone.exchange.lose(lost);
    await expect(gone.exchange.response).rejects.toBe(lost);
    expect([ended.cuts(), gone.cuts()]).toEqual([0, 0]);
  });

  it('gives what came before the loss, then the loss', async () => {
    const { exchange } = start();
    exchange.answer(200, {});
    exchange.push(new Uint8Array([1]));
    exchange.lose(lost);
    const reader = (await exchange.response).body[Symbol.asyncIterator]();
    expect(await reader.next()).toMatchObject({ value: new Uint8Array([1]) });
    await expect(reader.next()).rejects.toBe(lost);
    expect(exchange.phase).toBe('body');
  });

  it('leaves no listener on a signal that outlives it', async () => {
    let listeners = 0;
    const signal = {
      aborted: false,
      reason: undefined,
      addEventListener: () => void (listeners += 1),
      removeEventListener: () => void (listeners -= 1),
    };
    for (const finish of ['end', 'lose', 'giveUp'] as const) {
      const { exchange } = start({ signal });
      expect(listeners).toBe(1);
      exchange.answer(200, {});
      exchange[finish](lost);
      expect(listeners).toBe(0);
      await exchange.response;
    }
  });

  it('takes the shorter of the two limits for the head', async () => {
    const message = 'engine: no answer within 5 ms';
    const byHead = start({ headersTimeoutMs: 5, timeoutMs: 60_000 });
    await expect(byHead.exchange.response).rejects.toMatchObject({ code: 'timeout', message });
    const byAll = start({ headersTimeoutMs: 60_000, timeoutMs: 5 });
    await expect(byAll.exchange.response).rejects.toMatchObject({ code: 'timeout', message });
    expect([byHead.cuts(), byAll.cuts()]).toEqual([1, 1]);
  });

  it('goes on to the limit of the whole once the head is there', async () => {
    const { exchange, cuts } = start({ headersTimeoutMs: 5, timeoutMs: 10 });
    exchange.answer(200, {});
    const { body } = await exchange.response;
    await expect(body[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      message: 'engine: no end of the answer within 10 ms',
    });
    expect(cuts()).toBe(1);
  });

  it('counts the limit of the whole from the start, not from the head', async () => {
    const { exchange } = start({ timeoutMs: 10 });
    for (const until = performance.now() + 15; performance.now() < until; );
    exchange.answer(200, {});
    const { body } = await exchange.response;
    const before = performance.now();
    await expect(body[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'timeout',
      message: 'engine: no end of the answer within 10 ms',
    });
    expect(performance.now() - before).toBeLessThan(10);
  });

  it('does not take a limit beyond what timers can hold for one that has passed', async () => {
    const { exchange } = start({ headersTimeoutMs: 2 ** 40, timeoutMs: Number.POSITIVE_INFINITY });
    await new Promise((resolve) => setTimeout(resolve, 2));
    exchange.answer(200, {});
    exchange.end();
    expect((await exchange.response).status).toBe(200);
  });
});
