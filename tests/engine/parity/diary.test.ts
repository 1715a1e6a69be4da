import type { Health, ProbeResult } from '@hale/core';
import { expect, it } from 'vitest';
import { Diary } from './diary.ts';

const probe = (ordinal: number): ProbeResult => ({
  start: `2026-01-01T00:00:${10 + ordinal}Z`,
  end: '',
  exitCode: ordinal,
  output: '',
});
const after = (failingStreak: number, ...ordinals: number[]): Health => ({
  status: 'starting',
  failingStreak,
  log: ordinals.map(probe),
});
const noted = (...looks: Health[]): unknown => {
  const diary = new Diary();
  for (const look of looks) diary.note(look);
  return diary.entries.map((entry) => [entry.exitCode, entry.after?.failingStreak ?? null]);
};

it('notes each result once, with the state that was first seen after it', () => {
  expect(noted(after(0), after(1, 1), after(7, 1), after(2, 1, 2))).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

it('knows no state of a result that it sees only behind another', () => {
  expect(noted(after(1, 1), after(3, 1, 2, 3))).toEqual([
    [1, 1],
    [2, null],
    [3, 3],
  ]);
});

it('goes on where the log has moved on, as long as it knows the place', () => {
  expect(noted(after(5, 1, 2, 3, 4, 5), after(9, 5, 6, 7, 8, 9))).toHaveLength(9);
  expect(() => noted(after(5, 1, 2, 3, 4, 5), after(9, 6, 7, 8, 9, 10))).toThrow('no longer has');
});
