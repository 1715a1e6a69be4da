import { describe, expect, it } from 'vitest';
import {
  healthAnswer,
  healthcheckAnswer,
  healthcheckOf,
  healthOf,
  healthStatusOf,
  PROBE_OUTPUT_LIMIT,
} from './health.ts';

const CHECKED = { test: ['CMD', 'true'] };
const T = '2026-01-01T12:00:00Z';

function health(said: object, healthcheck = CHECKED) {
  return healthOf(healthAnswer.parse(said), healthcheck);
}

function probe(ExitCode: number, Output: unknown = '') {
  return { Start: T, End: T, ExitCode, Output };
}

describe('healthOf', () => {
  it('keeps status, streak and results', () => {
    expect(health({ Status: 'unhealthy', FailingStreak: 3, Log: [probe(1, 'no\n')] })).toEqual({
      status: 'unhealthy',
      failingStreak: 3,
      log: [{ start: T, end: T, exitCode: 1, output: 'no\n' }],
    });
  });

  it('keeps the last five results, the oldest first', () => {
    const { log } =
      health({ Status: 'healthy', Log: [1, 2, 3, 4, 5, 6, 7].map((code) => probe(code)) }) ?? {};
    expect(log?.map(({ exitCode }) => exitCode)).toEqual([3, 4, 5, 6, 7]);
  });

  it('keeps as much output as Docker can give, and marks a cut', () => {
    const output = (size: number) =>
      health({ Status: 'healthy', Log: [probe(0, 'x'.repeat(size))] })?.log[0]?.output;
    expect(output(PROBE_OUTPUT_LIMIT)).toBe('x'.repeat(4099));
    expect(output(PROBE_OUTPUT_LIMIT + 1)).toBe(`${'x'.repeat(4096)}...`);
  });

  it.each([null, undefined])('takes %s for no results, no output and no streak', (nothing) => {
    expect(health({ Status: 'healthy', FailingStreak: nothing, Log: nothing })).toMatchObject({
      failingStreak: 0,
      log: [],
    });
    expect(health({ Status: 'healthy', Log: [probe(0, nothing)] })?.log[0]?.output).toBe('');
  });

  it('is null where nothing is checked', () => {
    expect(health({ Status: 'none' })).toBeNull();
    for (const test of [[], ['NONE']]) expect(health({ Status: '' }, { test })).toBeNull();
  });

  it('believes a verdict even where the check is not shown', () => {
    expect(health({ Status: 'healthy' }, { test: [] })?.status).toBe('healthy');
  });

  it.each([{ Log: [] }, { Status: 1 }, { Status: 'healthy', Log: [{ ...probe(0), End: 'yesterday' }] }])(
    'refuses %j',
    (said) => expect(healthAnswer.safeParse(said).success).toBe(false),
  );
});

describe('healthStatusOf', () => {
  it.each([
    ['none', 'none'],
    ['starting', 'starting'],
    ['healthy', 'healthy'],
    ['unhealthy', 'unhealthy'],
    ['', 'starting'],
    ['reset', 'starting'],
    ['stopped', 'starting'],
    ['Healthy', 'starting'],
  ])('takes %j for %s', (word, status) => expect(healthStatusOf(word)).toBe(status));
});

describe('healthcheckOf', () => {
  it('turns nanoseconds into milliseconds', () => {
    const said = {
      Test: ['CMD-SHELL', 'true'],
      Interval: 1_500_000,
      Timeout: 30_000_000_000,
      StartPeriod: 3_600_000_000_000_000,
      StartInterval: 5_000_000_000,
      Retries: 2,
    };
    expect(healthcheckOf(healthcheckAnswer.parse(said))).toEqual({
      test: ['CMD-SHELL', 'true'],
      intervalMs: 1.5,
      timeoutMs: 30_000,
      startPeriodMs: 3_600_000_000,
      startIntervalMs: 5_000,
      retries: 2,
    });
  });

  it('takes what is left out for 0, "the default"', () => {
    expect(healthcheckOf(healthcheckAnswer.parse({ Test: null }))).toEqual({
      test: [],
      intervalMs: 0,
      timeoutMs: 0,
      startPeriodMs: 0,
      startIntervalMs: 0,
      retries: 0,
    });
  });
});
