import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, columnsOf, MAX_TEXT_LENGTH, pad, printable } from './text.ts';

/** Anything a terminal would obey, or that would deceive the eye. */
const DANGEROUS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u;

describe('printable', () => {
  it.each([
    ['web', 'web'],
    ['  two spaces  stay  ', '  two spaces  stay  '],
    ['größe 日本', 'größe 日本'],
    ['a\nb\r\nc\td', 'a b c d'],
    ['\u{1b}[31mred\u{1b}[0m', '\u{fffd}[31mred\u{fffd}[0m'],
    ['\u{9b}2J', '\u{fffd}2J'],
    ['\u{1b}]0;title\u{7}', '\u{fffd}]0;title\u{fffd}'],
    ['invoice\u{202e}gpj.exe', 'invoice\u{fffd}gpj.exe'],
    ['ze\u{200b}ro', 'ze\u{fffd}ro'],
    ['\u{feff}bom', ' bom'],
    ['line\u{2028}separator', 'line separator'],
    ['half \ud83d emoji', 'half \u{fffd} emoji'],
  ])('shows %j as %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves a letter two marks', () => {
    expect(printable(`e${'\u{301}'.repeat(1000)}x`)).toBe('e\u{301}\u{301}x');
  });

  it('looks at no more than its limit', () => {
    expect(printable('x'.repeat(MAX_TEXT_LENGTH))).toHaveLength(MAX_TEXT_LENGTH);
    expect(printable('x'.repeat(MAX_TEXT_LENGTH + 1))).toHaveLength(MAX_TEXT_LENGTH);
  });

  it('lets nothing through that a terminal would obey', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => !DANGEROUS.test(printable(text))),
      { numRuns: 2000 },
    );
  });
});

describe('columnsOf', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['日本', 4],
    ['👍', 2],
    ['e\u{301}', 1],
    ['✗ ‖ ↻ ● ○ ≥ × → …', 17],
  ])('gives %j %d columns', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });
});

describe('clip', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['abcdef', 1, '…'],
    ['abcdef', 0, ''],
    ['ab  cd', 4, 'ab…'],
    ['日本語', 6, '日本語'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
  ])('cuts %j to %d columns as %j', (text, columns, shown) => {
    expect(clip(text, columns)).toBe(shown);
  });

  it('never takes more columns than it has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(30), (text, columns) => {
        return columnsOf(clip(printable(text), columns)) <= columns;
      }),
      { numRuns: 1000 },
    );
  });
});

it('pads by columns, not by characters', () => {
  expect(pad('日本', 6)).toBe('日本  ');
  expect(pad('longer', 3)).toBe('longer');
});
