import { expect, it } from 'vitest';
import { durationWords } from './duration-words.ts';

const S = 1_000;
const MIN = 60 * S;
const H = 60 * MIN;
const DAY = 24 * H;

it.each([
  [-5 * MIN, 'less than 1 s'],
  [Number.NaN, 'less than 1 s'],
  [0, 'less than 1 s'],
  [999, 'less than 1 s'],
  [S, '1 s'],
  [59 * S + 999, '59 s'],
  [MIN, '1 min'],
  [MIN + 30 * S, '1 min 30 s'],
  [5 * MIN - 1, '4 min 59 s'],
  [5 * MIN + 59 * S, '5 min'],
  [12 * MIN, '12 min'],
  [H - 1, '59 min'],
  [H, '1 h'],
  [H + 20 * MIN, '1 h 20 min'],
  [DAY - 1, '23 h 59 min'],
  [DAY, '1 day'],
  [DAY + 4 * H, '1 day 4 h'],
  [2 * DAY, '2 days'],
  [7 * DAY - 1, '6 days 23 h'],
  [7 * DAY + 5 * H, '7 days'],
  [400 * DAY, '400 days'],
])('%i ms is %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});
