import { CONDITIONS } from '@hale/core';
import { describe, expect, it } from 'vitest';
import { record } from '../testing/recording.ts';
import { badge, createPaint, wantsColour } from './colour.ts';

const terminal = record({ terminal: { columns: 80, rows: 24 } }).stdout;
const pipe = record().stdout;

describe('wantsColour', () => {
  it.each([
    ['a terminal', terminal, {}, true, true],
    ['a pipe', pipe, {}, true, false],
    ['NO_COLOR', terminal, { NO_COLOR: '1' }, true, false],
    ['an empty NO_COLOR, which means nothing', terminal, { NO_COLOR: '' }, true, true],
    ['--no-color', terminal, {}, false, false],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, true, false],
  ])('with %s', (_, output, env, flag, wanted) => {
    expect(wantsColour(output, env, flag)).toBe(wanted);
  });
});

describe('createPaint', () => {
  it('puts a style around a text, and ends it', () => {
    expect(createPaint(true)('problem', 'x')).toBe('\u{1b}[1m\u{1b}[31mx\u{1b}[39m\u{1b}[22m');
    expect(createPaint(true)('plain', 'x')).toBe('x');
    expect(createPaint(true)('good', '')).toBe('');
    expect(createPaint(false)('problem', 'x')).toBe('x');
  });
});

it('has a symbol for every condition, and the same one only where severity is the same', () => {
  const symbols = new Map<string, Set<string>>();
  for (const condition of CONDITIONS) {
    const { symbol, style } = badge(condition);
    symbols.set(symbol, (symbols.get(symbol) ?? new Set()).add(style));
  }
  expect(symbols.size).toBe(11);
  for (const styles of symbols.values()) expect(styles.size).toBe(1);
});
