import { describe, expect, test } from 'vitest';
import { inherit, policyFault, policyOf } from './policy.ts';

const UNSET = { intervalMs: 0, timeoutMs: 0, startPeriodMs: 0, startIntervalMs: 0, retries: 0 };

test('what is unset has its default', () => {
  expect(policyOf(null)).toEqual(policyOf(UNSET));
  expect(policyOf(UNSET)).toEqual({
    intervalMs: 30_000,
    timeoutMs: 30_000,
    startPeriodMs: 0,
    startIntervalMs: 5_000,
    retries: 3,
  });
});

test('what is set stays, but for retries below one', () => {
  const set = { intervalMs: 1, timeoutMs: 2, startPeriodMs: 3, startIntervalMs: 4, retries: 5 };
  expect(policyOf(set)).toEqual(set);
  expect(policyOf({ ...set, retries: -1 }).retries).toBe(3);
});

describe('I5: what the engine refuses', () => {
  test.each([
    [{ intervalMs: -1 }, 'Interval in Healthcheck cannot be less than 1ms'],
    [{ intervalMs: 0.5 }, 'Interval in Healthcheck cannot be less than 1ms'],
    [{ timeoutMs: -1 }, 'Timeout in Healthcheck cannot be less than 1ms'],
    [{ startPeriodMs: 0.1 }, 'StartPeriod in Healthcheck cannot be less than 1ms'],
    [{ startIntervalMs: 0.1 }, 'StartInterval in Healthcheck cannot be less than 1ms'],
    [{ retries: -1 }, 'Retries in Healthcheck cannot be negative'],
  ])('%j', (wrong, fault) => {
    expect(policyFault({ ...UNSET, ...wrong })).toBe(fault);
  });

  test('it takes 0, which is the default, and 1 ms', () => {
    expect(policyFault(UNSET)).toBeNull();
    expect(
      policyFault({ intervalMs: 1, timeoutMs: 1, startPeriodMs: 1, startIntervalMs: 1, retries: 1 }),
    ).toBeNull();
  });
});

describe('of the image', () => {
  const image = {
    test: ['CMD', 'true'],
    intervalMs: 1,
    timeoutMs: 2,
    startPeriodMs: 3,
    startIntervalMs: 4,
    retries: 5,
  };

  test('everything, if the container has nothing', () => {
    expect(inherit(null, image)).toBe(image);
    expect(inherit(image, null)).toBe(image);
    expect(inherit({ test: [], ...UNSET }, image)).toEqual(image);
  });

  test('each field that the container leaves unset, so that a start period cannot be taken back', () => {
    const own = { test: ['NONE'], ...UNSET, retries: 9 };
    expect(inherit(own, image)).toEqual({ ...image, test: ['NONE'], retries: 9 });
  });
});
