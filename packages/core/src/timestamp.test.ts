import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimestamp, nanosBetween, nanosToMs, nanosToSince, parseTimestamp } from './timestamp.ts';

const LAST = Date.UTC(9999, 11, 30);
const instant = fc.record({
  ms: fc.integer({ min: Date.UTC(1970, 0, 2), max: LAST }).map((ms) => ms - (ms % 1000)),
  nanos: fc.integer({ min: 0, max: 999_999_999 }),
  offsetMinutes: fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 }),
});

/** As Go's RFC3339Nano: trailing zeros cut, UTC as Z. */
function print({ ms, nanos, offsetMinutes }: { ms: number; nanos: number; offsetMinutes: number }): string {
  const local = new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, 19);
  const fraction = nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`;
  const two = (n: number): string => String(Math.trunc(n)).padStart(2, '0');
  const size = Math.abs(offsetMinutes);
  const offset = `${offsetMinutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
  return local + fraction + (offsetMinutes === 0 ? 'Z' : offset);
}

describe('parseTimestamp', () => {
  it('reads any instant in any offset, to the nanosecond', () => {
    fc.assert(
      fc.property(instant, (given) => {
        const parsed = parseTimestamp(print(given));
        expect(parsed).toEqual({
          epochNanos: BigInt(given.ms) * 1_000_000n + BigInt(given.nanos),
          epochMs: given.ms + Math.floor(given.nanos / 1_000_000),
        });
      }),
    );
  });

  it('agrees with Date on milliseconds', () => {
    for (const text of [
      '2022-05-16T10:20:11.364683294+08:00',
      '2024-02-29T23:59:59Z',
      '1969-12-31T23:59:59.5Z',
    ])
      expect(parseTimestamp(text)?.epochMs).toBe(Date.parse(text));
  });

  it('tells two times apart that share their millisecond', () => {
    const [a, b] = ['2022-04-05T09:35:31.75743118Z', '2022-04-05T09:35:31.757431181Z'].map(parseTimestamp);
    expect([a?.epochMs, (b?.epochNanos ?? 0n) - (a?.epochNanos ?? 0n)]).toEqual([b?.epochMs, 1n]);
  });

  it.each(['0001-01-01T00:00:00Z', '0001-01-01T08:05:43+08:05', '0000-12-31T19:03:58-04:56'])(
    'takes %s for never',
    (text) => {
      expect(parseTimestamp(text)).toBeNull();
      expect(isTimestamp(text)).toBe(true);
    },
  );

  it.each([
    '',
    '2022-04-05',
    '2022-04-05 09:35:31Z',
    '2022-04-05T09:35:31',
    '2022-13-05T09:35:31Z',
    '2022-00-05T09:35:31Z',
    '2022-04-32T09:35:31Z',
    '2022-04-05T24:00:00Z',
    '2022-04-05T09:60:00Z',
    '2022-04-05T09:35:31.1234567890Z',
    '2022-04-05T09:35:31.Z',
    '2022-04-05T09:35:31+24:00',
    '2022-04-05T09:35:31Z\n',
    `2022-04-05T09:35:31Z${' '.repeat(100_000)}`,
  ])('refuses %j', (text) => {
    expect(isTimestamp(text)).toBe(false);
    expect(() => parseTimestamp(text)).toThrow(expect.objectContaining({ code: 'protocol' }));
  });
});

describe('nanoseconds as digits', () => {
  it('come as milliseconds without passing through a number that cannot hold them', () => {
    expect(nanosToMs('1795875558933999999')).toBe(1795875558933);
    expect(nanosToMs('999999')).toBe(0);
  });

  it('go out as seconds and nine digits, and mean the same', () => {
    expect(nanosToSince(1_795_875_558_000_000_007n)).toBe('1795875558.000000007');
    expect(nanosToSince(0n)).toBe('0.000000000');
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 19n }), (nanos) => {
        const [seconds, rest] = nanosToSince(nanos).split('.');
        expect(BigInt(seconds ?? '') * 10n ** 9n + BigInt(rest ?? '')).toBe(nanos);
      }),
    );
  });
});

it('nanosBetween is exact across zones', () => {
  expect(nanosBetween('2026-01-01T00:00:00.000000001Z', '2026-01-01T08:00:00.5+08:00')).toBe(499_999_999n);
  expect(nanosBetween('2026-01-01T00:00:01Z', '2026-01-01T00:00:00.999999999Z')).toBe(-1n);
});
