import { expect, it } from 'vitest';
import type { Pace } from './destination.ts';
import { FIRST_GATHER_MS, GATHER_MS, nextSlot, paced } from './pace.ts';

it('the first leaves at once, the second after ten seconds, then one each half minute', () => {
  const slots: number[] = [];
  let pace: Pace | null = null;
  let now = 1_000_000;
  for (let n = 0; n < 5; n += 1) {
    now = nextSlot(pace, now);
    slots.push(now - 1_000_000);
    pace = paced(pace, now);
  }
  expect(slots).toEqual([0, 10_000, 40_000, 70_000, 100_000]);
});

it.each([
  ['a little later', FIRST_GATHER_MS + GATHER_MS - 1, GATHER_MS],
  ['once it has been quiet', FIRST_GATHER_MS + GATHER_MS, FIRST_GATHER_MS],
])('what comes %s is followed by its own gathering', (_, laterMs, gatherMs) => {
  const first = paced(null, 0);
  expect(paced(first, laterMs)).toEqual({ sentAt: laterMs, gatherMs });
});

it('a destination does not wait for a clock that was put back', () => {
  expect(nextSlot({ sentAt: 1_000_000, gatherMs: GATHER_MS }, 500)).toBe(500);
});
