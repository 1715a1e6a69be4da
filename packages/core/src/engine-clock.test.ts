import { expect, test } from 'vitest';
import { engineNow } from './engine-clock.ts';

test.each([
  ['the same second', 5_000, 5_400, 5_400],
  ['ours is ahead', 5_000, 9_000, 5_999],
  ['ours is behind', 5_000, 1_000, 5_000],
  ['the engine does not say', null, 1_234, 1_234],
])('%s', (_, date, now, expected) => {
  expect(engineNow(date, now)).toBe(expected);
});
