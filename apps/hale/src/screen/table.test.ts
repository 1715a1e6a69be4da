import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPaint } from './colour.ts';
import { type Column, table } from './table.ts';
import { columnsOf } from './text.ts';

const COLUMNS: readonly Column[] = [
  { title: 'STATE' },
  { title: 'NAME', least: 6 },
  { title: 'OUTPUT', least: 8 },
];

const rows = (...texts: readonly (readonly string[])[]) => texts.map((row) => row.map((text) => ({ text })));

describe('table', () => {
  it('aligns its columns and leaves nothing behind the last', () => {
    const lines = table(COLUMNS, rows(['healthy', 'a', 'ok'], ['up', 'longer', '']), { width: 80 });
    expect(lines).toEqual(['STATE    NAME    OUTPUT', 'healthy  a       ok', 'up       longer']);
  });

  it('aligns by columns where characters are wide or have none', () => {
    const lines = table(COLUMNS, rows(['up', '日本', 'x'], ['up', 'e\u{301}', 'x']), { width: 80 });
    expect(lines).toEqual(['STATE  NAME  OUTPUT', 'up     日本  x', 'up     e\u{301}     x']);
  });

  it('takes missing room from the last column first, then from the one before', () => {
    const long = rows(['up', 'a-long-name', 'a long output']);
    expect(table(COLUMNS, long, { width: 33 })[1]).toBe('up     a-long-name  a long output');
    expect(table(COLUMNS, long, { width: 30 })[1]).toBe('up     a-long-name  a long ou…');
    expect(table(COLUMNS, long, { width: 25 })[1]).toBe('up     a-long-…  a long…');
  });

  it('gives up a column that cannot become narrower', () => {
    const long = rows(['up', 'a-long-name', 'a long output']);
    expect(table(COLUMNS, long, { width: 20 })).toEqual(['STATE  NAME', 'up     a-long-name']);
    expect(table(COLUMNS, long, { width: 4 })).toEqual(['STA…', 'up']);
  });

  it('takes any text for text', () => {
    const hostile = `\u{1b}[2J\u{202e}evil\nnext\u{7}${'x'.repeat(10_000)}`;
    const [, line = ''] = table(COLUMNS, rows(['up', hostile, hostile]), { width: 60 });
    expect(line).toBe(
      `up     \u{fffd}[2J\u{fffd}evil next\u{fffd}${'x'.repeat(27)}…  \u{fffd}[2J\u{fffd}ev…`,
    );
  });

  it('has no line wider than the terminal, whatever it is given', () => {
    const cell = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell)), fc.integer({ min: 1, max: 60 }), (texts, width) =>
        table(COLUMNS, rows(...texts), { width }).every(
          (line) => columnsOf(line) <= width && !line.includes('\n'),
        ),
      ),
    );
  });

  it('paints a cell without moving the next', () => {
    const row = [{ text: 'up', style: 'good' as const }, { text: 'web' }, { text: 'ok' }];
    const [, line] = table(COLUMNS, [row], { width: 80, paint: createPaint(true) });
    expect(line).toBe('\u{1b}[32mup\u{1b}[39m     web   ok');
  });
});
