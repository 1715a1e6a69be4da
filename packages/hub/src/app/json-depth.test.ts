import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isDeeperThan } from './json-depth.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

it('is how far lists and objects lie in one another', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(7), (value, most) => {
      expect(isDeeperThan(most, JSON.stringify(value))).toBe(depthOf(value) > most);
    }),
  );
});

it.each(['"[[[["', '"\\"[[[["', '"\\\\"', '{"[[[[":"{{{{"}', '[1,"]",2]'])(
  'is not told by what is in a text: %s',
  (json) => {
    expect(isDeeperThan(1, json)).toBe(false);
  },
);

it('is known of what would be too deep to read', () => {
  expect(isDeeperThan(32, '['.repeat(5_000_000))).toBe(true);
  expect(isDeeperThan(32, '[]'.repeat(1_000_000))).toBe(false);
});
