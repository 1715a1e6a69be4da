import { expect, test } from 'vitest';
import {
  exitedUnasked,
  LOOP_EXITS,
  LOOP_WINDOW_MS,
  loopEndsAt,
  NO_LOOP,
  runningSince,
} from './restart-loop.ts';

const after = (...exits: number[]) => exits.reduce((loop, at) => exitedUnasked(loop, at), NO_LOOP);

test('three exits within the window are a loop, two are not', () => {
  expect(after(0, 1).looping).toBe(false);
  expect(after(0, 1, LOOP_WINDOW_MS).looping).toBe(true);
  expect(after(0, 1, LOOP_WINDOW_MS + 1).looping).toBe(false);
});

test('the window slides', () => {
  expect(after(0, LOOP_WINDOW_MS, LOOP_WINDOW_MS + 1).looping).toBe(false);
  expect(after(0, LOOP_WINDOW_MS, LOOP_WINDOW_MS + 1, LOOP_WINDOW_MS + 2).looping).toBe(true);
});

test('only as many exits are kept as it takes', () => {
  expect(after(1, 2, 3, 4, 5).exits).toEqual([3, 4, 5]);
  expect(exitedUnasked(NO_LOOP, 7, 1_000_000).exits).toHaveLength(LOOP_EXITS);
});

test('a slow fourth exit does not end a loop', () => {
  expect(after(0, 1, 2, 2 + 2 * LOOP_WINDOW_MS).looping).toBe(true);
});

test('a loop ends after the window in one piece', () => {
  const loop = after(0, 1, 2);
  expect(runningSince(loop, 10, loopEndsAt(10) - 1)).toBe(loop);
  expect(runningSince(loop, 10, loopEndsAt(10))).toEqual(NO_LOOP);
});

test('no exit is no change', () => {
  expect(exitedUnasked(NO_LOOP, 5, 0)).toBe(NO_LOOP);
  expect(exitedUnasked(NO_LOOP, 5, -2)).toBe(NO_LOOP);
});
