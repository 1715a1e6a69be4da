import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aRecord } from '../testing/record.ts';
import { isRival, RIVAL_RETURNS, supersede } from './rivals.ts';

const { stream: fresh } = aRecord();

/** What becomes of a stream as these processes say hello in turn, and who of them was turned away. */
function greeted(instances: readonly string[]) {
  let stream = fresh;
  const away: string[] = [];
  for (const instance of instances)
    if (isRival(stream, instance, true)) away.push(instance);
    else stream = supersede(stream, instance);
  return { stream, away };
}

describe('of two processes', () => {
  it('the one that comes back for the third time is turned away, and the other one stays', () => {
    expect(greeted(['a', 'b', 'a', 'b', 'a', 'b']).away).toEqual([]);
    const { stream, away } = greeted(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'a', 'a']);
    expect(away).toEqual(['a', 'a', 'a']);
    expect(stream.instance).toBe('b');
  });

  it('the one that is there may greet as often as it likes', () => {
    expect(greeted(['a', 'b', ...Array<string>(20).fill('b'), 'a', 'a', 'a']).away).toEqual([]);
  });

  it('none is turned away while the other one is silent', () => {
    const { stream } = greeted(['a', 'b', 'a', 'b', 'a', 'b']);
    expect([isRival(stream, 'a', false), isRival(stream, 'a', true)]).toEqual([false, true]);
  });

  it('nor one that was never heard before, whoever is there', () => {
    const { stream } = greeted(['a', 'b', 'a', 'b', 'a', 'b', 'a']);
    expect(isRival(stream, 'c', true)).toBe(false);
    expect(isRival(fresh, 'a', true)).toBe(false);
  });
});

it('restarts alone, however many, are never two', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), (starts) => {
      const names = Array.from({ length: starts }, (_, n) => [`process ${n}`, `process ${n}`]).flat();
      const { stream, away } = greeted(names);
      expect([away, stream.instance]).toEqual([[], names.at(-1)]);
      expect(stream.processes.length).toBeLessThanOrEqual(8);
    }),
  );
});

it('two that take turns are found out within three, however often either has started before', () => {
  fc.assert(
    fc.property(fc.nat(20), (starts) => {
      const before = Array.from({ length: starts }, (_, n) => `process ${n}`);
      const turns = Array.from({ length: RIVAL_RETURNS + 1 }, () => ['a', 'b']).flat();
      expect(greeted([...before, ...turns]).away).toEqual(['a']);
    }),
  );
});
