import { describe, expect, it } from 'vitest';
import { columns } from './row.ts';

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const read = (value: string | number | null) =>
  columns('dead_letter', ['destination', 'entry_id'], { destination: 'ops', entry_id: 'x', value });

describe('columns', () => {
  it('gives what is there', () => {
    expect(read('a').text('value')).toBe('a');
    expect(read('a').textOrNull('value')).toBe('a');
    expect(read(null).textOrNull('value')).toBeNull();
    expect(read(5).integer('value')).toBe(5);
    expect(read(null).integerOrNull('value')).toBeNull();
    expect(read('b').oneOf('value', ['a', 'b'])).toBe('b');
    expect(read('[1]').json('value', isList)).toEqual([1]);
  });

  it.each([
    ['a number for text', () => read(5).text('value'), 'text'],
    ['a number for text or nothing', () => read(5).textOrNull('value'), 'text'],
    ['text for a number', () => read('5').integer('value'), 'a number'],
    ['text for a number or nothing', () => read('5').integerOrNull('value'), 'a number'],
    ['nothing for text', () => read(null).text('value'), 'text'],
    ['text that is none of some', () => read('c').oneOf('value', ['a', 'b']), 'one of a, b'],
    ['no JSON', () => read('{').json('value', isList), 'JSON'],
    ['a number for JSON', () => read(5).json('value', isList), 'text'],
    ['other JSON', () => read('{}').json('value', isList), 'a dead letter'],
  ])('names the table, the row and the column of %s', (_what, use, expected) => {
    expect(use).toThrow(
      expect.objectContaining({
        code: 'storage',
        path: 'dead_letter/ops/x/value',
        message: `dead_letter ops x: value is not ${expected}`,
      }),
    );
  });

  it('takes a column that is not there for a fault', () => {
    expect(() => columns('state', [], {}).integer('position')).toThrow('state: position is not a number');
  });
});
