import fc from 'fast-check';
import { expect, it } from 'vitest';
import { editsBetween, nearest } from './nearest.ts';

const KEYS = ['name', 'engine', 'data', 'listen', 'destinations', 'tell', 'log'];

it.each([
  ['nam', 'name'],
  ['Name', 'name'],
  ['egnine', 'engine'],
  ['destination', 'destinations'],
  ['tel', 'tell'],
  ['telll', 'tell'],
  ['lgo', 'log'],
  ['x', undefined],
  ['lo', 'log'],
  ['unrelated', undefined],
  ['', undefined],
  ['n'.repeat(65), undefined],
])('for %j it is %j', (word, meant) => {
  expect(nearest(word, KEYS)).toBe(meant);
});

it('is the nearest of several', () => {
  expect(nearest('intervall', ['startInterval', 'interval', 'internal'])).toBe('interval');
});

it('is as far from one as the other is, and nowhere from itself', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const edits = editsBetween(a, b);
      expect(edits).toBe(editsBetween(b, a));
      expect(edits === 0).toBe(a === b);
      expect(edits).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});
