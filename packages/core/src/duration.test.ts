import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, MAX_DURATION_MS, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    ['0s', 0],
    ['500ms', 500],
    ['1s', 1000],
    ['60s', 60_000],
    ['1m30s', 90_000],
    ['1.5s', 1500],
    ['1.001s', 1001],
    ['.5s', 500],
    ['5.s', 5000],
    ['1h0m0s', 3_600_000],
    ['1s1s', 2000],
    ['250us', 0.25],
    ['250µs', 0.25],
    ['250μs', 0.25],
    ['1000000ns', 1],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '5', '-1s', '+1s', 's', '.s', '1 s', '1d', '1S', '1s ', '1e3s', '1..5s', 'soon', '1s\n'])(
    'does not read %j',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );

  it('has a bound', () => {
    expect(parseDuration(`${MAX_DURATION_MS}ms`)).toBe(MAX_DURATION_MS);
    expect(parseDuration(`${MAX_DURATION_MS + 1}ms`)).toBeNull();
    expect(parseDuration(`${'9'.repeat(400)}h`)).toBeNull();
  });

  it('takes any text in linear time', () => {
    expect(parseDuration(`${'1'.repeat(100_000)}x`)).toBeNull();
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = parseDuration(text);
        return ms === null || ms >= 0;
      }),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [1, '1ms'],
    [999, '999ms'],
    [999.6, '999.6ms'],
    [0.000001, '1ns'],
    [0.0015, '1.5µs'],
    [1000.000001, '1.000000001s'],
    [1000, '1s'],
    [1500, '1.5s'],
    [59_999, '59.999s'],
    [60_000, '1m0s'],
    [90_000, '1m30s'],
    [3_600_000, '1h0m0s'],
    [3_661_001, '1h1m1.001s'],
    [90_000_000, '25h0m0s'],
    [-1500, '-1.5s'],
  ])('prints %d ms as Go does', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('is read back as what it was', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: MAX_DURATION_MS }),
        (ms) => parseDuration(formatDuration(ms)) === ms,
      ),
    );
  });
});
