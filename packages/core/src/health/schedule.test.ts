import { describe, expect, test } from 'vitest';
import { BASELINE, parityOf } from './parity.ts';
import { policyOf } from './policy.ts';
import { nextDelayMs } from './schedule.ts';

const configured = {
  intervalMs: 30_000,
  timeoutMs: 0,
  startPeriodMs: 60_000,
  startIntervalMs: 2_000,
  retries: 0,
};
const policy = policyOf(configured);

describe('the pace', () => {
  test.each([
    ['starting, within the start period', 'starting', 59_999, 2_000],
    ['starting, at its end', 'starting', 60_000, 30_000],
    ['healthy, within the start period', 'healthy', 1, 30_000],
    ['unhealthy, as after a pause', 'unhealthy', 1, 30_000],
    ['the clock was put back', 'starting', -5_000, 2_000],
  ] as const)('%s', (_, status, sinceStartMs, expected) => {
    expect(nextDelayMs(status, policy, sinceStartMs, BASELINE)).toBe(expected);
  });

  test('without a start period is the interval from the beginning (moby#49900)', () => {
    expect(nextDelayMs('starting', policyOf({ ...configured, startPeriodMs: 0 }), 0, BASELINE)).toBe(30_000);
  });

  test('a start interval longer than the start period is slept in full (moby#46747), unless capped', () => {
    const long = policyOf({ ...configured, startIntervalMs: 90_000 });
    expect(nextDelayMs('starting', long, 10_000, BASELINE)).toBe(90_000);
    expect(nextDelayMs('starting', long, 10_000, { startInterval: true, capped: true })).toBe(50_000);
  });
});

describe('versions', () => {
  const unset = { ...configured, startIntervalMs: 0 };
  test.each([
    ['20.10.24+dfsg1', 30_000, 30_000],
    ['24.0.9', 30_000, 30_000],
    ['25.0.0', 2_000, 30_000],
    ['26.1.5', 2_000, 30_000],
    ['27.0.0', 2_000, 5_000],
    ['29.7.2', 2_000, 5_000],
  ])('%s: a set start interval, and an unset one', (version, set, unsetExpected) => {
    const parity = parityOf(version);
    expect(nextDelayMs('starting', policyOf(configured, parity), 0, parity)).toBe(set);
    expect(nextDelayMs('starting', policyOf(unset, parity), 0, parity)).toBe(unsetExpected);
  });
});
