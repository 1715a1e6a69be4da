import { describe, expect, it } from 'vitest';
import { describeHttp } from '../testing/http-conformance.ts';
import { createFetchHttp, type Fetch } from './http.ts';

describeHttp("the platform's fetch", { on: 'tcp' }, () => ({
  http: createFetchHttp(fetch),
  close: async () => undefined,
}));

/** As a Hono app: it never looks at the signal of its request. */
const deaf =
  (respond: Fetch): Fetch =>
  (request) =>
    respond(request);

describe('createFetchHttp over a fetch in this process', () => {
  it('takes an answer that is there at once', async () => {
    const http = createFetchHttp(
      (request) => new Response(`${request.method} ${new URL(request.url).pathname}`),
    );
    const { status, body } = await http({ method: 'GET', url: 'http://engine/v1.47/info' });
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    expect([status, Buffer.concat(chunks).toString()]).toEqual([200, 'GET /v1.47/info']);
  });

  it('leaves a fetch that never answers and does not listen', async () => {
    const http = createFetchHttp(deaf(() => new Promise(() => undefined)));
    const stop = new AbortController();
    const answer = http({ method: 'GET', url: 'http://engine/', signal: stop.signal });
    const reason = { why: 'enough' };
    stop.abort(reason);
    await expect(answer).rejects.toBe(reason);
    const late = http({ method: 'GET', url: 'http://engine/', headersTimeoutMs: 5 });
    await expect(late).rejects.toMatchObject({
      code: 'timeout',
      message: 'http://engine: no answer within 5 ms',
    });
  });

  it('cancels the body of a fetch that does not listen, also when it answers late', async () => {
    const cancelled: string[] = [];
    const stream = (name: string) =>
      new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(new Uint8Array(1)),
        cancel: () => void cancelled.push(name),
      });
    const open = createFetchHttp(deaf(() => new Response(stream('read'))));
    const { body } = await open({ method: 'GET', url: 'http://engine/' });
    for await (const chunk of body) {
      expect(chunk).toHaveLength(1);
      break;
    }
    expect(cancelled).toEqual(['read']);

    const answered = Promise.withResolvers<Response>();
    const stop = new AbortController();
    const late = createFetchHttp(deaf(() => answered.promise));
    const answer = late({ method: 'GET', url: 'http://engine/', signal: stop.signal });
    stop.abort('gone');
    await expect(answer).rejects.toBe('gone');
    answered.resolve(new Response(stream('late')));
    await expect.poll(() => cancelled).toEqual(['read', 'late']);
  });

  it('fails an endless body that nobody reads, instead of filling the memory', async () => {
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1_000)),
    });
    const http = createFetchHttp(() => new Response(endless));
    const { body } = await http({ method: 'GET', url: 'http://engine/', unreadLimitBytes: 10_000 });
    await new Promise((resolve) => setImmediate(resolve));
    await expect(body[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'too-large' });
  });

  it.each([
    [
      new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }),
      'http://engine: connect ECONNREFUSED',
    ],
    [new Error('plain'), 'http://engine: plain'],
  ])('says unreachable, in the words of the cause', async (thrown, message) => {
    const http = createFetchHttp(() => Promise.reject(thrown));
    await expect(http({ method: 'GET', url: 'http://engine/' })).rejects.toMatchObject({
      code: 'unreachable',
      message,
    });
  });
});
