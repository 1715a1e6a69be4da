import { describe, expect, it } from 'vitest';
import { BACKOFF_FLOOR_MS, BACKOFF_LIMIT_MS, backoffMs } from './backoff.ts';

describe('backoffMs', () => {
  it('doubles its limit up to the highest', () => {
    const limits = [1, 2, 3, 4, 5, 6, 7, 8, 5000].map((failures) => backoffMs(failures, () => 1));
    expect(limits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, BACKOFF_LIMIT_MS]);
  });

  it('is anywhere below it, down to a floor', () => {
    expect([0, 0.25, 0.5].map((random) => backoffMs(3, () => random))).toEqual([BACKOFF_FLOOR_MS, 500, 1000]);
  });
});
