import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromMs, parseSeconds, rfc3339, toMs, toSeconds } from './instant.ts';

test.each([
  [1_767_225_600_000_000_000n, '2026-01-01T00:00:00Z'],
  [1_767_225_600_000_000_001n, '2026-01-01T00:00:00.000000001Z'],
  [1_767_225_600_120_000_000n, '2026-01-01T00:00:00.12Z'],
  [1_767_225_600_999_999_999n, '2026-01-01T00:00:00.999999999Z'],
])('%s is written as Go writes it', (instant, text) => {
  expect(rfc3339(instant)).toBe(text);
});

test('what never was is written as Go writes its zero time', () => {
  expect(rfc3339(null)).toBe('0001-01-01T00:00:00Z');
});

test('milliseconds survive, microseconds too, and seconds are cut', () => {
  expect(toMs(fromMs(1_767_225_600_123))).toBe(1_767_225_600_123);
  expect(fromMs(0.001)).toBe(1000n);
  expect(toSeconds(fromMs(1999))).toBe(1);
});

test.each([
  ['0', 0n],
  ['1767225600', 1_767_225_600_000_000_000n],
  ['1767225600.5', 1_767_225_600_500_000_000n],
  ['1767225600.000000001', 1_767_225_600_000_000_001n],
])('since=%s is understood', (text, instant) => {
  expect(parseSeconds(text)).toBe(instant);
});

test.each(['', '10m', '-1', '1.', '.5', '1.0000000001', '2026-01-01', '1e9', '1234567890123'])(
  'since=%s is not a time',
  (text) => {
    expect(parseSeconds(text)).toBeNull();
  },
);

test('seconds and nanoseconds of any event ask for that event', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 4_000_000_000_999_999_999n), (instant) => {
      const [seconds, nanoseconds] = [instant / 1_000_000_000n, instant % 1_000_000_000n];
      expect(parseSeconds(`${seconds}.${String(nanoseconds).padStart(9, '0')}`)).toBe(instant);
    }),
  );
});
