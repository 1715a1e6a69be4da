import { expect, test } from 'vitest';
import { hasLabels, parseFilters } from './filters.ts';

test('both forms of a filter are read, and none is no filter', () => {
  expect(parseFilters('{"status":["running","paused"]}')).toEqual({ status: ['running', 'paused'] });
  expect(parseFilters('{"status":{"running":true}}')).toEqual({ status: ['running'] });
  expect(parseFilters(null)).toEqual({});
  expect(parseFilters('')).toEqual({});
});

test.each(['nope', '[]', '{"status":"running"}', '{"status":[1]}', 'null'])('%s is not a filter', (text) => {
  expect(() => parseFilters(text)).toThrow(expect.objectContaining({ code: 'bad-input', path: 'filters' }));
});

test('a label may have an equals sign in its value, and is nobody else by inheritance', () => {
  expect(hasLabels({ label: ['a=b=c'] }, { a: 'b=c' })).toBe(true);
  expect(hasLabels({ label: ['a='] }, { a: '' })).toBe(true);
  expect(hasLabels({ label: ['toString'] }, {})).toBe(false);
});
