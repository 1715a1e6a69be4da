import { seededRandom } from '@hale/core/simulate';
import { expect, test } from 'vitest';
import { randomName } from './random-name.ts';

test('a name is 26 letters and digits, and another each time', () => {
  const random = seededRandom(1);
  const names = Array.from({ length: 100 }, () => randomName(random));
  for (const name of names) expect(name).toMatch(/^[0-9a-v]{26}$/);
  expect(new Set(names).size).toBe(100);
});
