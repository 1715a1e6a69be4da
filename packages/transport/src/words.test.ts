import { NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { isTime, plainWords } from './words.ts';

it('says times in UTC', () => {
  expect(plainWords(['from ', { at: NOON }, ' to ', { at: NOON + 90_500, timeOnly: true }])).toBe(
    'from 2026-01-01 12:00:00 UTC to 12:01:30 UTC',
  );
});

it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, Date.UTC(9999, 0), 8.64e15 + 1])(
  'takes %d for the time of a clock gone wrong',
  (at) => {
    expect(isTime({ at })).toBe(false);
    expect(plainWords([{ at }])).toBe('an unknown time');
  },
);

it.each([0, NOON, Date.UTC(9999, 0) - 1])('takes %d for a time', (at) => {
  expect(isTime({ at })).toBe(true);
});
