import { describe, expect, test } from 'vitest';
import { Audience, LISTENER_LIMIT } from './audience.ts';

async function rest<T>(heard: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of heard) items.push(item);
  return items;
}

test('each listener hears all that is told from when it began to listen', async () => {
  const audience = new Audience<number>();
  audience.tell(0);
  const early = audience.listen();
  audience.tell(1);
  const late = audience.listen();
  audience.tell(2);
  audience.close();
  expect([await rest(early), await rest(late)]).toEqual([[1, 2], [2]]);
});

test('a listener that waits is told at once', async () => {
  const audience = new Audience<string>();
  const heard = audience.listen();
  const next = heard.next();
  audience.tell('now');
  expect(await next).toEqual({ done: false, value: 'now' });
});

test('the end comes after everything that was told, and whoever comes later hears only that', async () => {
  const audience = new Audience<number>();
  const heard = audience.listen();
  const waiting = rest(heard);
  audience.tell(1);
  audience.close();
  expect(await waiting).toEqual([1]);
  expect(await rest(audience.listen())).toEqual([]);
});

describe('a slow listener', () => {
  test('loses nothing at its limit', async () => {
    const audience = new Audience<number>();
    const heard = audience.listen();
    for (let n = 0; n < LISTENER_LIMIT; n += 1) audience.tell(n);
    audience.close();
    expect(audience.dropped).toBe(0);
    expect(await rest(heard)).toHaveLength(LISTENER_LIMIT);
  });

  test('loses the oldest beyond it, counted, and holds up no other', async () => {
    const audience = new Audience<number>();
    const slow = audience.listen();
    const quick = audience.listen();
    for (let n = 0; n < LISTENER_LIMIT + 3; n += 1) {
      audience.tell(n);
      expect(await quick.next()).toEqual({ done: false, value: n });
    }
    expect(audience.dropped).toBe(3);
    expect(await slow.next()).toEqual({ done: false, value: 3 });
  });
});

test('a listener that has left is told nothing, and counts for nothing', async () => {
  const audience = new Audience<number>();
  const heard = audience.listen();
  for await (const _ of (audience.tell(1), heard)) break;
  for (let n = 0; n <= LISTENER_LIMIT; n += 1) audience.tell(n);
  expect(audience.dropped).toBe(0);
  expect(await heard.next()).toEqual({ done: true, value: undefined });
});

test('two that ask one listener at once get one item each', async () => {
  const audience = new Audience<number>();
  const heard = audience.listen();
  const both = [heard.next(), heard.next()];
  audience.tell(1);
  audience.tell(2);
  expect(
    (await Promise.all(both)).map(({ value }) => value).toSorted((a, b) => Number(a) - Number(b)),
  ).toEqual([1, 2]);
});

test('a listener that leaves while it waits waits no longer', async () => {
  const heard = new Audience<number>().listen();
  const next = heard.next();
  await heard.return?.();
  expect(await next).toEqual({ done: true, value: undefined });
});
