import { expect, test } from 'vitest';
import {
  askedMs,
  heartbeatMs,
  MAX_BACKOFF_MS,
  MAX_BACKOFF_SYNCS,
  refusedMs,
  retryMs,
  spreadMs,
} from './pace.ts';

const least = () => 0;
const most = () => 1 - Number.EPSILON;

test('each wait has its bounds, in whole milliseconds', () => {
  const bounds = (wait: (random: () => number) => number) => [wait(least), wait(most)];
  expect(bounds((random) => heartbeatMs(15_000, random))).toEqual([12_000, 18_000]);
  expect(bounds(refusedMs)).toEqual([300_000, 900_000]);
  expect(bounds((random) => askedMs(10_000, random))).toEqual([10_000, 12_000]);
  expect(bounds((random) => spreadMs(15_000, random))).toEqual([0, 15_000]);
  expect(bounds((random) => retryMs(1, 15_000, random))).toEqual([100, 1_000]);
  expect(bounds((random) => retryMs(4, 15_000, random))).toEqual([100, 8_000]);
  expect(bounds((random) => retryMs(1_000, 15_000, random))).toEqual([100, MAX_BACKOFF_SYNCS * 15_000]);
  expect(bounds((random) => retryMs(1_000, 120_000, random))).toEqual([100, MAX_BACKOFF_MS]);
});

test('nobody is parked by what a hub asks for', () => {
  expect(askedMs(Number.MAX_SAFE_INTEGER, least)).toBe(60 * 60_000);
});
