import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Health } from '../health.ts';
import { at } from '../testing/container.ts';
import { isWarning, judge, STRICT } from './deviations.ts';
import { policyOf } from './policy.ts';
import { type Finding, newProbing, strictRules } from './probing.ts';
import { applyProbeResult } from './result.ts';

const policy = policyOf({
  intervalMs: 0,
  timeoutMs: 0,
  startPeriodMs: 1_000,
  startIntervalMs: 0,
  retries: 2,
});
const finding = (exitCode: number, offsetMs: number, error = false): Finding => ({
  start: at(offsetMs),
  end: at(offsetMs),
  exitCode,
  output: 'said',
  error,
});

test("none is on by default: a finding is judged by moby's rule and nothing else", () => {
  const findings = fc.array(fc.tuple(fc.constantFrom(0, 1, -1), fc.nat(5_000), fc.boolean()), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(findings, (list) => {
      let ours = { ...newProbing(), startedAt: at(0) };
      let mobys: Health = ours.health;
      for (const [exitCode, offsetMs, error] of list) {
        const { error: _, ...result } = finding(exitCode, offsetMs, error);
        ours = judge(ours, finding(exitCode, offsetMs, error), strictRules(policy));
        mobys = applyProbeResult(mobys, result, policy, at(0));
        expect(ours.health).toEqual(mobys);
      }
    }),
  );
});

test('a pass that is held back is in the log all the same', () => {
  const rules = { ...strictRules(policy), deviations: { ...STRICT, successThreshold: 2 } };
  const once = judge(newProbing(), finding(0, 0), rules);
  expect(once.health).toMatchObject({ status: 'unhealthy', failingStreak: 0, log: [{ exitCode: 0 }] });
  expect(judge(once, finding(0, 1), rules).health.status).toBe('healthy');
});

test('an error is no verdict only where that is asked for', () => {
  const lenient = { ...strictRules(policy), deviations: { ...STRICT, errorsAreNoVerdict: true } };
  expect(judge(newProbing(), finding(-1, 5_000, true), lenient)).toEqual(newProbing());
  expect(judge(newProbing(), finding(1, 5_000), lenient).health.failingStreak).toBe(1);
});

test('a warning is for what is healthy and failing', () => {
  const warned = { ...STRICT, warnThreshold: 2 };
  const health = (status: Health['status'], failingStreak: number): Health => ({
    status,
    failingStreak,
    log: [],
  });
  expect(isWarning(health('healthy', 1), warned)).toBe(false);
  expect(isWarning(health('healthy', 2), warned)).toBe(true);
  expect(isWarning(health('unhealthy', 2), warned)).toBe(false);
  expect(isWarning(health('healthy', 99), STRICT)).toBe(false);
});
