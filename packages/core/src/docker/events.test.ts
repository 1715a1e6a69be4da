import { afterEach, describe, expect, it } from 'vitest';
import { Body } from '../body.ts';
import { HaleError } from '../error.ts';
import { createFetchHttp } from '../fetch/http.ts';
import { EVENT_QUEUE_LIMIT, type StreamItem } from './event-queue.ts';
import { events } from './events.ts';
import { LINE_LIMIT_BYTES } from './lines.ts';
import { answering, bytes, engineOver, fixture } from './testing/http.ts';

const stop = new AbortController();
afterEach(() => stop.abort());

function line(n: number, label = ''): string {
  const Attributes = { name: `c${n}`, image: 'i', x: label };
  const Actor = { ID: String(n).padStart(64, '0'), Attributes };
  return `${JSON.stringify({ Type: 'container', Action: 'start', Actor, time: 1, timeNano: 1_000_000_000 + n })}\n`;
}

/** A stream that the test feeds. */
async function open() {
  let closed = 0;
  const body = new Body(() => void (closed += 1));
  const { engine } = answering(() => ({ body }));
  return { stream: await events(engine), body, closed: () => closed };
}

function shortly(item: StreamItem): string {
  return item.kind === 'event' ? item.event.name : `${item.dropped} dropped`;
}

async function all(stream: AsyncIterable<StreamItem>): Promise<string[]> {
  const seen = [];
  for await (const item of stream) seen.push(shortly(item));
  return seen;
}

describe('events', () => {
  it('asks for the container events that hale watches, without a deadline', async () => {
    const { engine, received } = answering(() => ({}));
    await events(engine, {
      since: '5.000000001',
      container: 'web',
      filters: { label: ['hale.on'], type: ['image'] },
    });
    const [request] = received;
    expect(request).toMatchObject({ method: 'GET', path: '/v1.45/events' });
    expect(request?.headers?.['accept']).toContain('application/x-ndjson');
    expect(request?.timeoutMs).toBeUndefined();
    expect(request?.query.get('since')).toBe('5.000000001');
    expect(JSON.parse(request?.query.get('filters') ?? '')).toEqual({
      type: ['container'],
      event: expect.arrayContaining(['health_status', 'die']),
      label: ['hale.on'],
      container: ['web'],
    });
  });

  it('asks Podman in its words', async () => {
    const { http, received } = answering(() => ({}));
    await events(engineOver(http, { kind: 'podman' }));
    expect(received[0]?.query.get('filters')).toContain('"died"');
  });

  it('sends nothing for what is no name', async () => {
    const { engine, received } = answering(() => ({}));
    await expect(events(engine, { container: 'a/b' })).rejects.toMatchObject({ code: 'bad-input' });
    expect(received).toEqual([]);
  });

  it('names the rule that a proxy lacks', async () => {
    const { engine } = answering(() => ({ status: 403 }));
    await expect(events(engine)).rejects.toMatchObject({ hint: expect.stringContaining('EVENTS=1') });
  });

  it('reads a recorded stream to its end', async () => {
    const { engine } = answering(() => ({ body: fixture('events-docker-26.1.jsonl') }));
    const seen = await all(await events(engine));
    expect(seen).toHaveLength(26);
    expect(seen).not.toContain('1 dropped');
  });

  it('gives each event as it comes, and ends with the stream', async () => {
    const { stream, body } = await open();
    const items = stream[Symbol.asyncIterator]();
    const first = items.next();
    body.push(bytes(line(1).slice(0, 50)));
    body.push(bytes(line(1).slice(50) + line(2)));
    expect(shortly((await first).value)).toBe('c1');
    expect(shortly((await items.next()).value)).toBe('c2');
    body.end();
    expect((await items.next()).done).toBe(true);
  });

  it('throws from the loop when the connection breaks, after what came before', async () => {
    const { stream, body } = await open();
    body.push(bytes(line(1) + line(2).slice(0, 9)));
    const cut = new HaleError('unreachable', 'cut');
    body.end({ error: cut });
    const items = stream[Symbol.asyncIterator]();
    expect(shortly((await items.next()).value)).toBe('c1');
    await expect(items.next()).rejects.toBe(cut);
  });

  it('counts what it cannot read, and reads on', async () => {
    const { stream, body } = await open();
    body.push(bytes(`${line(1)}{"Type":"container","Action":"start"}\n<html>\n\n`));
    body.push(bytes(line(2, 'x'.repeat(LINE_LIMIT_BYTES))));
    body.push(bytes(line(3)));
    body.end();
    const seen = await all(stream);
    expect(seen.filter((item) => item.startsWith('c'))).toEqual(['c1', 'c3']);
    expect(
      seen.filter((item) => !item.startsWith('c')).reduce((sum, item) => sum + Number.parseInt(item, 10), 0),
    ).toBe(3);
  });

  it('takes a line of just under the limit', async () => {
    const { stream, body } = await open();
    const label = 'x'.repeat(LINE_LIMIT_BYTES - (line(1).length - 1));
    body.push(bytes(line(1, label)));
    body.end();
    expect(await all(stream)).toEqual(['c1']);
  });

  it('throws the reason of its signal', async () => {
    const { engine } = answering(() => ({ body: new Body(() => undefined) }));
    const own = new AbortController();
    const seen = all(await events(engine, { signal: own.signal }));
    const reason = new Error('enough');
    own.abort(reason);
    await expect(seen).rejects.toBe(reason);
  });

  it('closes the exchange when the reader leaves', async () => {
    let signal: AbortSignal | undefined;
    const http = createFetchHttp((request) => {
      ({ signal } = request);
      return new Response(new ReadableStream({ start: (to) => to.enqueue(bytes(line(1))) }));
    });
    for await (const item of await events(engineOver(http))) {
      expect(shortly(item)).toBe('c1');
      break;
    }
    expect(signal?.aborted).toBe(true);
  });

  it('drains the engine while nobody reads, and says what did not fit', async () => {
    const total = EVENT_QUEUE_LIMIT + 500;
    let n = 0;
    let drained = (): void => undefined;
    const allSent = new Promise<void>((resolve) => {
      drained = resolve;
    });
    // A stream that is asked for each piece: it stands still once nobody asks.
    const source = new ReadableStream<Uint8Array>(
      {
        pull(to) {
          if (n < total) return to.enqueue(bytes(line(n++)));
          to.close();
          drained();
        },
      },
      { highWaterMark: 0 },
    );
    const http = async () => ({ status: 200, headers: {}, body: source });
    const stream = await events(engineOver(http));
    await allSent;
    const seen = await all(stream);
    expect(seen.slice(0, 2)).toEqual(['c0', 'c1']);
    expect(seen.slice(-2)).toEqual([`c${EVENT_QUEUE_LIMIT - 1}`, '500 dropped']);
  });
});
