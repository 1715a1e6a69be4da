import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { chunks } from './chunks.ts';
import { MAX_PARAMETERS } from './sql.ts';

it('keeps every row, in order, and each statement within its parameters and no shorter than it has to be', () => {
  const sizes = fc.tuple(fc.nat(500), fc.integer({ min: 1, max: 20 }), fc.nat(20));
  fc.assert(
    fc.property(sizes, ([length, parameters, spare]) => {
      const rows = Array.from({ length }, (_, n) => n);
      const cut = chunks(rows, parameters, spare);
      expect(cut.flat()).toEqual(rows);
      const used = cut.map((rows) => rows.length * parameters + spare);
      expect(used.filter((count) => count > MAX_PARAMETERS)).toEqual([]);
      expect(used.slice(0, -1).filter((count) => count + parameters <= MAX_PARAMETERS)).toEqual([]);
    }),
  );
});

it('makes no statement of nothing', () => {
  expect(chunks([], 5)).toEqual([]);
});
