import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manyLines, oneLine } from './clean-text.ts';
import { HOSTILE } from './testing/notifications.ts';

const ESCAPE = '\u001b';

describe('oneLine', () => {
  it.each([
    ['a\r\nx-injected: 1\r\n\r\nb', 'a x-injected: 1 b'],
    [`${ESCAPE}[31mred${ESCAPE}[0m ${ESCAPE}]0;title\u0007plain`, 'red plain'],
    ['user\u202egnp.exe', 'user\ufffdgnp.exe'],
    ['\ud800 lone', '\ufffd lone'],
    ['null\u0000byte', 'null\ufffdbyte'],
    [`e${'\u0301'.repeat(9)}`, 'e\u0301\u0301'],
    ['  two\u2028lines  ', 'two lines'],
    ['grüße 🐳', 'grüße 🐳'],
  ])('of %j makes %j', (text, line) => {
    expect(oneLine(text, 100)).toBe(line);
  });

  it.each([
    [99, 'x'.repeat(99)],
    [100, 'x'.repeat(100)],
    [101, `${'x'.repeat(99)}…`],
  ])('cuts %i characters at a limit of 100', (length, line) => {
    expect(oneLine('x'.repeat(length), 100)).toBe(line);
  });
});

describe('manyLines', () => {
  it('keeps lines, tabs and indentation, and no empty end', () => {
    expect(manyLines('\n  a\r\n\tb\rc\n\n\n', 100)).toBe('  a\n\tb\nc');
  });

  it('shows the end of what is long', () => {
    const text = manyLines(`${'x'.repeat(1024 * 1024)}\nconnection refused`, 1_500);
    expect(text.endsWith('\nconnection refused')).toBe(true);
    expect(text.length).toBeLessThanOrEqual(1_500);
  });
});

it.each(HOSTILE)('nothing is left that obeys, hides or turns around: %#', (text) => {
  for (const cleaned of [oneLine(text, 200), manyLines(text, 200)]) {
    expect(cleaned).not.toMatch(/[^\P{Cc}\t\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(cleaned.isWellFormed()).toBe(true);
    expect(cleaned.length).toBeLessThanOrEqual(200);
  }
  expect(oneLine(text, 200)).not.toContain('\n');
});

it('whatever it is, it is one line within its limit', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(50), (text, limit) => {
      expect(oneLine(text, limit)).toMatch(/^[^\n\r\u2028\u2029]*$/);
      expect(oneLine(text, limit).length).toBeLessThanOrEqual(limit);
    }),
  );
});
