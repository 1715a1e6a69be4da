import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anEvent } from '../testing/container.ts';
import { EVENT_QUEUE_LIMIT, EventQueue, type StreamItem } from './event-queue.ts';

function queue(limit?: number) {
  let closed = 0;
  const made = new EventQueue(() => void (closed += 1), limit);
  return { queue: made, closed: () => closed };
}

function shortly(item: StreamItem): number | string {
  return item.kind === 'event' ? item.event.at : `${item.dropped} dropped`;
}

const [A, B, C, D] = [1, 2, 3, 4].map((at) => anEvent('start', 0, { at }));

async function drained(from: EventQueue): Promise<(number | string)[]> {
  const seen = [];
  for await (const item of from) seen.push(shortly(item));
  return seen;
}

describe('EventQueue', () => {
  it('gives what was there before, and what comes while the reader waits', async () => {
    const { queue: q } = queue();
    q.push(A!);
    const seen = drained(q);
    await Promise.resolve();
    q.push(B!);
    q.push(C!);
    q.end();
    expect(await seen).toEqual([1, 2, 3]);
  });

  it('says in its place what did not fit, and goes on', async () => {
    const { queue: q } = queue(2);
    for (const event of [A, B, C, D]) q.push(event!);
    expect(shortly((await q.next()).value)).toBe(1);
    q.push(D!);
    q.end();
    expect(await drained(q)).toEqual([2, '2 dropped', 4]);
  });

  it('says it at the end too, and before an error', async () => {
    const { queue: q } = queue(1);
    q.push(A!);
    q.push(B!);
    q.end({ error: new Error('cut') });
    expect(shortly((await q.next()).value)).toBe(1);
    expect(shortly((await q.next()).value)).toBe('1 dropped');
    await expect(q.next()).rejects.toThrow('cut');
    expect(await q.next()).toEqual({ done: true, value: undefined });
  });

  it('tells a waiting reader of losses at once', async () => {
    const { queue: q } = queue();
    const waiting = q.next();
    q.drop(3);
    expect(shortly((await waiting).value)).toBe('3 dropped');
  });

  it('wakes a waiting reader with the error', async () => {
    const { queue: q } = queue();
    const waiting = q.next();
    q.end({ error: new Error('cut') });
    await expect(waiting).rejects.toThrow('cut');
  });

  it('is closed by a reader that leaves', async () => {
    const { queue: q, closed } = queue();
    q.push(A!);
    q.push(B!);
    for await (const item of q) {
      expect(shortly(item)).toBe(1);
      break;
    }
    expect(closed()).toBe(1);
    expect(await drained(q)).toEqual([]);
  });

  it('accounts for every event in its place, whatever the reader does', async () => {
    // A number pushes so many events, `null` reads one item.
    const steps = fc.array(fc.option(fc.nat(5), { freq: 2 }));
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 8 }), async (taken, limit) => {
        const { queue: q } = queue(limit);
        let pushed = 0;
        let accounted = 0;
        const places: number[] = [];
        const expected: number[] = [];
        const account = (item: StreamItem): void => {
          places.push(item.kind === 'event' ? item.event.at : accounted);
          expected.push(accounted);
          accounted += item.kind === 'event' ? 1 : item.dropped;
        };
        for (const step of taken) {
          for (let more = step ?? 0; more > 0; more--) q.push({ ...A!, at: pushed++ });
          if (step === null && accounted < pushed) account((await q.next()).value);
        }
        q.end();
        for await (const item of q) account(item);
        expect(places).toEqual(expected);
        expect(accounted).toBe(pushed);
      }),
    );
  });

  it('holds as many as fit', async () => {
    const { queue: q } = queue();
    for (let at = 0; at <= EVENT_QUEUE_LIMIT; at++) q.push({ ...A!, at });
    q.end();
    expect((await drained(q)).slice(-2)).toEqual([EVENT_QUEUE_LIMIT - 1, '1 dropped']);
  });
});
