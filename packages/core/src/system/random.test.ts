import { expect, it } from 'vitest';
import { systemRandom } from './random.ts';

it('systemRandom gives numbers from 0 to below 1, and not always the same', () => {
  const drawn = Array.from({ length: 100 }, systemRandom);
  expect(drawn.filter((number) => number < 0 || number >= 1)).toEqual([]);
  expect(new Set(drawn).size).toBeGreaterThan(90);
});
