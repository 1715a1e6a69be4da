import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPaint } from './colour.ts';
import { line } from './line.ts';
import { columnsOf } from './text.ts';

const paint = createPaint(false);
const cells = (...texts: readonly string[]) => texts.map((text) => ({ text }));

it('puts texts one after the other and ends where they are cut', () => {
  expect(line(cells('a ', 'b', ' c '), { width: 80, paint })).toBe('a b c');
  expect(line(cells('ab  cd', 'never'), { width: 4, paint })).toBe('ab…');
  expect(line(cells('abcd', 'never'), { width: 4, paint })).toBe('abcd');
});

it('fits, whatever it is given', () => {
  const texts = fc.array(fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 80 }), (given, width) => {
      const shown = line(cells(...given), { width, paint });
      return columnsOf(shown) <= width && !/\p{Cc}/u.test(shown);
    }),
  );
});
