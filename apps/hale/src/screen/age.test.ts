import { describe, expect, it } from 'vitest';
import { age, ageSince } from './age.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('age', () => {
  it.each([
    [-5000, '0s'],
    [0, '0s'],
    [999, '0s'],
    [1000, '1s'],
    [2 * MINUTE - 1, '119s'],
    [2 * MINUTE, '2m'],
    [2 * HOUR - 1, '119m'],
    [2 * HOUR, '2h'],
    [2 * DAY - 1, '47h'],
    [2 * DAY, '2d'],
    [400 * DAY, '400d'],
  ])('shows %d ms as %s', (ms, text) => {
    expect(age(ms)).toBe(text);
  });
});

describe('ageSince', () => {
  it('marks what may be longer', () => {
    expect(ageSince({ at: 1000, exact: true }, 4000)).toBe('3s');
    expect(ageSince({ at: 1000, exact: false }, 4000)).toBe('≥3s');
  });

  it('says when nothing is known', () => {
    expect(ageSince(null, 4000)).toBe('-');
  });
});
