import { createSimulatedClock } from '@hale/core/testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_CALLERS, RateLimit } from './rate-limit.ts';

it('lets a burst pass, then so many a second, and says how long to wait', async () => {
  const clock = createSimulatedClock();
  const limit = new RateLimit(clock, { burst: 3, perSecond: 2 });
  expect([1, 2, 3, 4].map(() => limit.take('a'))).toEqual([0, 0, 0, 500]);
  await clock.advance(499);
  expect(limit.take('a')).toBeCloseTo(1);
  await clock.advance(1);
  expect([limit.take('a'), limit.take('a')]).toEqual([0, 500]);
  await clock.advance(60_000);
  expect([1, 2, 3, 4].map(() => limit.take('a') === 0)).toEqual([true, true, true, false]);
});

it('never lets more pass than that, whenever they come', async () => {
  const waits = fc.array(fc.nat(2_000), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(waits, async (gaps) => {
      const clock = createSimulatedClock();
      const limit = new RateLimit(clock, { burst: 5, perSecond: 1 });
      let passed = 0;
      for (const gap of gaps) {
        await clock.advance(gap);
        if (limit.take('a') === 0) passed += 1;
      }
      expect(passed).toBeLessThanOrEqual(5 + clock.monotonic() / 1_000);
    }),
    { numRuns: 50 },
  );
});

it('is of each caller alone', () => {
  const limit = new RateLimit(createSimulatedClock(), { burst: 1, perSecond: 1 });
  expect([limit.take('a'), limit.take('b'), limit.take('a') > 0]).toEqual([0, 0, true]);
});

it(`remembers ${MAX_CALLERS} callers, and forgets who was silent for the longest`, () => {
  const limit = new RateLimit(createSimulatedClock(), { burst: 1, perSecond: 1 });
  for (let n = 0; n < MAX_CALLERS; n += 1) limit.take(`caller ${n}`);
  expect(limit.take('caller 0')).toBeGreaterThan(0);
  limit.take('one more');
  expect(limit.callers).toBe(MAX_CALLERS);
  expect(limit.take('caller 0')).toBeGreaterThan(0);
  expect(limit.take('caller 1')).toBe(0);
});
