import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from './seeded.ts';

const take = (seed: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: 100 }, () => random());
};

test('the same seed gives the same numbers, another one others', () => {
  expect(take(1)).toEqual(take(1));
  expect(take(1)).not.toEqual(take(2));
});

test('all are from 0 to below 1, and spread', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const numbers = take(seed);
      expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
      expect(Math.max(...numbers) - Math.min(...numbers)).toBeGreaterThan(0.5);
    }),
  );
});
