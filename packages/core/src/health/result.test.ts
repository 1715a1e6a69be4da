import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Health, ProbeResult } from '../health.ts';
import { at } from '../testing/container.ts';
import { policyOf } from './policy.ts';
import { applyProbeResult } from './result.ts';

const STARTING: Health = { status: 'starting', failingStreak: 0, log: [] };
const policy = (retries: number, startPeriodMs = 0) =>
  policyOf({ intervalMs: 0, timeoutMs: 0, startPeriodMs, startIntervalMs: 0, retries });
const probe = (exitCode: number, offsetMs = 0): ProbeResult => ({
  start: at(offsetMs),
  end: at(offsetMs + 1),
  exitCode,
  output: '',
});
const after = (health: Health, rules: ReturnType<typeof policy>, ...results: ProbeResult[]) =>
  results.reduce((now, result) => applyProbeResult(now, result, rules, at(0)), health);

describe("moby's own tests of it, restated", () => {
  test('U2: with one retry each result is a verdict', () => {
    const [fails, passes, failsAgain] = [[probe(1)], [probe(1), probe(0)], [probe(1), probe(0), probe(1)]];
    expect(after(STARTING, policy(1), ...fails)).toMatchObject({ status: 'unhealthy', failingStreak: 1 });
    expect(after(STARTING, policy(1), ...passes)).toMatchObject({ status: 'healthy', failingStreak: 0 });
    expect(after(STARTING, policy(1), ...failsAgain)).toMatchObject({
      status: 'unhealthy',
      failingStreak: 1,
    });
  });

  test('U3: with three retries it takes three, and one pass mends it', () => {
    const two = after(STARTING, policy(3), probe(1), probe(1));
    expect(two).toMatchObject({ status: 'starting', failingStreak: 2 });
    const three = after(two, policy(3), probe(1));
    expect(three).toMatchObject({ status: 'unhealthy', failingStreak: 3 });
    expect(after(three, policy(3), probe(0))).toMatchObject({ status: 'healthy', failingStreak: 0 });
  });

  test('U4: a failure within the start period does not count, one after it does', () => {
    const rules = policy(2, 30_000);
    const early = after(STARTING, rules, probe(1, 20_000));
    expect(early).toMatchObject({ status: 'starting', failingStreak: 0 });
    const late = after(early, rules, probe(1, 50_000));
    expect(late).toMatchObject({ status: 'starting', failingStreak: 1 });
    expect(after(late, rules, probe(0, 80_000))).toMatchObject({ status: 'healthy', failingStreak: 0 });
  });
});

describe('the start period', () => {
  const began = (start: string): ProbeResult => ({ start, end: at(60_000), exitCode: 1, output: '' });

  test('ends to the nanosecond, by when the probe began', () => {
    const rules = policy(1, 1_000);
    const lastMoment = applyProbeResult(STARTING, began('2026-01-01T12:00:00.999999999Z'), rules, at(0));
    expect(lastMoment.status).toBe('starting');
    const itsEnd = applyProbeResult(STARTING, began('2026-01-01T13:00:01.000000000+01:00'), rules, at(0));
    expect(itsEnd.status).toBe('unhealthy');
  });

  test('is over with the first pass', () => {
    expect(after(STARTING, policy(1, 30_000), probe(0, 1), probe(1, 2))).toMatchObject({
      status: 'unhealthy',
    });
  });

  test('does not protect what is not starting: a pause has ended it', () => {
    const unpaused: Health = { ...STARTING, status: 'unhealthy' };
    expect(after(unpaused, policy(3, 30_000), probe(1, 1))).toMatchObject({
      status: 'unhealthy',
      failingStreak: 1,
    });
  });

  test('is still written down', () => {
    expect(after(STARTING, policy(1, 30_000), probe(1, 1)).log).toEqual([probe(1, 1)]);
  });
});

test('only zero passes', () => {
  for (const exitCode of [-1, 1, 2, 126, 137, 255])
    expect(after(STARTING, policy(1), probe(exitCode)).status).toBe('unhealthy');
});

test('the streak grows while it is unhealthy', () => {
  expect(after(STARTING, policy(2), ...Array<ProbeResult>(40).fill(probe(1)))).toMatchObject({
    failingStreak: 40,
  });
});

test('the log has the last five, oldest first', () => {
  const results = [0, 1, 2, 3, 4, 5, 6].map((n) => probe(n % 2, n));
  expect(after(STARTING, policy(3), ...results).log).toEqual(results.slice(-5));
});

test('whatever comes: unhealthy means that the streak has reached the retries, healthy that something passed', () => {
  const results = fc.array(fc.record({ exitCode: fc.constantFrom(0, 1, -1), offset: fc.nat(60_000) }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(results, fc.integer({ min: 1, max: 5 }), fc.nat(60_000), (list, retries, startPeriodMs) => {
      const probes = list.map(({ exitCode, offset }) => probe(exitCode, offset));
      const { status, failingStreak } = after(STARTING, policy(retries, startPeriodMs), ...probes);
      expect(status === 'unhealthy').toBe(failingStreak >= retries);
      const passed = list.some(({ exitCode }) => exitCode === 0);
      expect(status === 'starting').toBe(!passed && status !== 'unhealthy');
      expect(list.at(-1)?.exitCode === 0).toBe(status === 'healthy' && failingStreak === 0);
    }),
  );
});
