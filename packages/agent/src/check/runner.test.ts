import { type Check, type Container, policyOf } from '@hale/core';
import { aContainer, aProbe, at, NOON } from '@hale/core/testing';
import { describe, expect, test } from 'vitest';
import { resolveCheck } from './resolve.ts';
import {
  assignRunner,
  NEGLECT_GRACE_MS,
  nativePolicy,
  neglected,
  neglectedAt,
  PODMAN_EXEC_INTERVAL_MS,
  type Situation,
} from './runner.ts';

const HEALTHCHECK = {
  test: ['CMD', 'true'],
  intervalMs: 2_000,
  timeoutMs: 1_000,
  startPeriodMs: 0,
  startIntervalMs: 0,
  retries: 0,
};
/** Started at noon. */
const starting = (change: Pick<Partial<Container>, 'health'> = {}) =>
  aContainer({
    healthcheck: HEALTHCHECK,
    health: { status: 'starting', failingStreak: 0, log: [] },
    state: { startedAt: at(0) },
    ...change,
  });
const withResult = (offsetMs: number) =>
  starting({ health: { status: 'healthy', failingStreak: 0, log: [aProbe(0, offsetMs)] } });
const NEGLECTED_AFTER_MS = 2_000 + 1_000 + NEGLECT_GRACE_MS;

describe('neglected', () => {
  const policy = nativePolicy(starting());

  test('is a container without a result when one had to be there, to the millisecond', () => {
    const is = (offsetMs: number) => neglected(starting(), policy, NOON + offsetMs);
    expect([is(NEGLECTED_AFTER_MS - 1), is(NEGLECTED_AFTER_MS)]).toEqual([false, true]);
  });

  test('is none that has a result of this run', () => {
    expect(neglected(withResult(0), policy, NOON + 3_600_000)).toBe(false);
    expect(neglected(withResult(-1), policy, NOON + 3_600_000)).toBe(true);
  });

  test.each(['created', 'paused', 'exited', 'restarting'] as const)('is none that is %s', (status) => {
    const container = aContainer({ healthcheck: HEALTHCHECK, state: { status, startedAt: at(0) } });
    expect(neglected(container, policy, NOON + 3_600_000)).toBe(false);
  });

  test('has the slower one of two paces to wait for', () => {
    const inStartPeriod = (startIntervalMs: number) => {
      const slow = policyOf({ ...HEALTHCHECK, startPeriodMs: 60_000, startIntervalMs });
      return neglectedAt(starting(), slow) - NOON;
    };
    expect([inStartPeriod(1_000), inStartPeriod(40_000)]).toEqual([
      NEGLECTED_AFTER_MS,
      NEGLECTED_AFTER_MS + 38_000,
    ]);
  });
});

const situation = (change: Partial<Situation> = {}): Situation => ({
  now: NOON,
  allowExec: true,
  engine: 'docker',
  was: null,
  ...change,
});
const LATE = { now: NOON + NEGLECTED_AFTER_MS };
function assigned(container: Container, change: Partial<Situation> = {}, by: Check['by'] = 'auto') {
  const { check } = resolveCheck(container);
  if (!check) throw new Error('nothing to check');
  const { runner, warnings } = assignRunner(container, { ...check, by }, situation(change));
  return { runner, warnings: warnings.map((warning) => warning.split(',')[0]) };
}
const NOT_ALLOWED = 'hale may not run commands in containers';

describe("a container's own healthcheck", () => {
  test.each<[string, Container, Partial<Situation>, Check['by'], string, string[]]>([
    ['is the engine’s', starting(), {}, 'auto', 'engine', []],
    ['as long as it had no time to show it', starting(), { now: LATE.now - 1 }, 'auto', 'engine', []],
    ['and is hale’s when it is neglected', starting(), LATE, 'auto', 'hale', ['the engine does not run it']],
    [
      'unless that may run no commands',
      starting(),
      { ...LATE, allowExec: false },
      'auto',
      'nobody',
      ['the engine does not run it', NOT_ALLOWED],
    ],
    ['or is told to leave it', starting(), LATE, 'engine', 'engine', []],
    ['is hale’s when it is asked to', withResult(1), {}, 'hale', 'hale', []],
    ['which it cannot without leave', withResult(1), { allowExec: false }, 'hale', 'engine', [NOT_ALLOWED]],
    [
      'stays hale’s in the next run',
      starting(),
      { was: 'hale' },
      'auto',
      'hale',
      ['the engine does not run it'],
    ],
    [
      'and goes back with the first result of the engine',
      withResult(1),
      { was: 'hale' },
      'auto',
      'engine',
      [],
    ],
  ])('%s', (_, container, change, by, runner, warnings) => {
    expect(assigned(container, change, by)).toEqual({ runner, warnings });
  });
});

describe('any other check', () => {
  const labelled = (label: string) => aContainer({ labels: { [label]: '80' } });
  const UNKNOWN = 'the engine does not know of it';

  test.each<[string, Partial<Situation>, Check['by'], string, string[]]>([
    ['hale.check.http', { allowExec: false }, 'auto', 'hale', []],
    ['hale.check.tcp', { allowExec: false }, 'hale', 'hale', []],
    ['hale.check.tcp', {}, 'engine', 'hale', [UNKNOWN]],
    ['hale.check.exec', {}, 'auto', 'hale', []],
    ['hale.check.exec', {}, 'engine', 'hale', [UNKNOWN]],
    ['hale.check.exec', { allowExec: false }, 'auto', 'nobody', [NOT_ALLOWED]],
  ])('%s %j by %s: %s', (label, change, by, runner, warnings) => {
    expect(assigned(labelled(label), change, by)).toEqual({ runner, warnings });
  });
});

describe('on Podman', () => {
  const paced = (labels: Record<string, string>, engine: Situation['engine'] = 'podman') => {
    const container = aContainer({ labels });
    const { check } = resolveCheck(container);
    if (!check) throw new Error('nothing to check');
    const { check: paced, warnings } = assignRunner(container, check, situation({ engine }));
    return [paced.policy.intervalMs, paced.policy.startIntervalMs, warnings.length];
  };
  const fast = { 'hale.interval': '2s', 'hale.start-period': '1m', 'hale.start-interval': '1s' };

  test('commands are run no faster than it can clear away after them, and that is told', () => {
    const floor = PODMAN_EXEC_INTERVAL_MS;
    expect(paced({ 'hale.check.exec': 'true', ...fast })).toEqual([floor, floor, 1]);
    expect(paced({ 'hale.check.exec': 'true', 'hale.interval': '29.999s' })).toEqual([floor, floor, 1]);
    expect(paced({ 'hale.check.exec': 'true', 'hale.interval': '30s' })).toEqual([floor, floor, 0]);
    expect(paced({ 'hale.check.exec': 'true', 'hale.interval': '1m' })).toEqual([60_000, floor, 0]);
  });

  test('with a start period its pace has been asked for', () => {
    const slow = { 'hale.check.exec': 'true', 'hale.interval': '1m', 'hale.start-period': '1m' };
    expect(paced(slow)[2]).toBe(1);
    expect(paced({ ...slow, 'hale.start-interval': '30s' })[2]).toBe(0);
  });

  test('what is no command may be as fast as ever, and so may commands on Docker', () => {
    expect(paced({ 'hale.check.tcp': '80', ...fast })).toEqual([2_000, 1_000, 0]);
    expect(paced({ 'hale.check.exec': 'true', ...fast }, 'docker')).toEqual([2_000, 1_000, 0]);
  });
});
