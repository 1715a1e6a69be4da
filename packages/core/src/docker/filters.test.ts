import { expect, it } from 'vitest';
import { encodeFilters } from './filters.ts';

it('encodes what has a value', () => {
  expect(encodeFilters({ label: ['a=b', 'c'], name: [] })).toBe('{"label":["a=b","c"]}');
  expect([encodeFilters({}), encodeFilters({ name: [] }), encodeFilters(undefined)]).toEqual(
    Array(3).fill(undefined),
  );
});
