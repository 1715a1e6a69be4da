import { describe, expect, it } from 'vitest';
import { expiredUpTo, JOURNAL_MS, JOURNAL_ROWS, oldestDay } from './retention.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const fresh = NOW - JOURNAL_MS;
const old = fresh - 1;

describe('expiredUpTo', () => {
  it('takes what is too old, from the oldest on', () => {
    const oldest = [
      { position: 5, at: old },
      { position: 6, at: old },
      { position: 7, at: fresh },
      { position: 8, at: old },
    ];
    expect(expiredUpTo({ oldest, position: 8, read: null }, NOW)).toBe(6);
  });

  it('takes what is beyond the newest rows, to the very row', () => {
    const oldest = [1, 2, 3].map((position) => ({ position, at: NOW }));
    expect(expiredUpTo({ oldest, position: JOURNAL_ROWS, read: null }, NOW)).toBe(0);
    expect(expiredUpTo({ oldest, position: JOURNAL_ROWS + 2, read: null }, NOW)).toBe(2);
  });

  it('leaves what a destination has yet to read, unless it is too old', () => {
    const oldest = [
      { position: 1, at: old },
      { position: 2, at: NOW },
      { position: 3, at: NOW },
    ];
    const position = JOURNAL_ROWS + 3;
    expect(expiredUpTo({ oldest, position, read: 0 }, NOW)).toBe(1);
    expect(expiredUpTo({ oldest, position, read: 2 }, NOW)).toBe(2);
    expect(expiredUpTo({ oldest, position, read: 3 }, NOW)).toBe(3);
  });

  it('takes nothing of an empty journal', () => {
    expect(expiredUpTo({ oldest: [], position: 9, read: null }, NOW)).toBe(0);
  });
});

it('keeps the roll-ups of 400 days', () => {
  expect(oldestDay(400 * 86_400_000)).toBe(0);
});
