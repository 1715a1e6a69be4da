import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Deadlines } from './deadlines.ts';

test('has nothing next when nothing is set', () => {
  const deadlines = new Deadlines();
  expect([deadlines.next, deadlines.size, deadlines.take(Number.MAX_VALUE)]).toEqual([null, 0, []]);
});

test('takes what is due, to the millisecond, and takes it once', () => {
  const deadlines = new Deadlines();
  deadlines.set('a', 10);
  expect([deadlines.take(9), deadlines.take(10), deadlines.take(10)]).toEqual([[], ['a'], []]);
});

test('a key has one time: the last one set', () => {
  const deadlines = new Deadlines();
  deadlines.set('a', 10);
  deadlines.set('a', 30);
  deadlines.set('b', 20);
  expect([deadlines.size, deadlines.next, deadlines.take(30)]).toEqual([2, 20, ['b', 'a']]);
});

test('setting the same time again does not lose the turn', () => {
  const deadlines = new Deadlines();
  deadlines.set('a', 10);
  deadlines.set('b', 10);
  deadlines.set('a', 10);
  expect(deadlines.take(10)).toEqual(['a', 'b']);
});

const KEY = fc.nat(15).map(String);
const MOVE = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('set' as const), key: KEY, at: fc.nat(40) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), key: KEY }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('take' as const), now: fc.nat(40) }) },
);

test('whatever is done to it, it is a sorted list', () => {
  fc.assert(
    fc.property(fc.array(MOVE, { maxLength: 200 }), (moves) => {
      const deadlines = new Deadlines();
      let list: { key: string; at: number }[] = [];
      for (const move of moves) {
        if (move.do === 'set') {
          deadlines.set(move.key, move.at);
          const same = list.some(({ key, at }) => key === move.key && at === move.at);
          if (!same) list = [...list.filter(({ key }) => key !== move.key), { key: move.key, at: move.at }];
        } else if (move.do === 'delete') {
          deadlines.delete(move.key);
          list = list.filter(({ key }) => key !== move.key);
        } else {
          const due = list.filter(({ at }) => at <= move.now).toSorted((a, b) => a.at - b.at);
          expect(deadlines.take(move.now)).toEqual(due.map(({ key }) => key));
          list = list.filter(({ at }) => at > move.now);
        }
        expect(deadlines.size).toBe(list.length);
        expect(deadlines.next).toBe(list.length === 0 ? null : Math.min(...list.map(({ at }) => at)));
      }
      const rest = list.toSorted((a, b) => a.at - b.at).map(({ key }) => key);
      expect(deadlines.take(Number.MAX_VALUE)).toEqual(rest);
    }),
    { numRuns: 500 },
  );
});
