import { describe, expect, test } from 'vitest';
import type { Health } from '../health.ts';
import type { Healthcheck } from '../healthcheck.ts';
import {
  applyResult,
  clip,
  delayMs,
  goDuration,
  MAX_OUTPUT_BYTES,
  probeCommand,
  timeoutMs,
} from './health.ts';

const NEW: Health = { status: 'starting', failingStreak: 0, log: [] };

function check(fields: Partial<Healthcheck> = {}): Healthcheck {
  return {
    test: ['CMD', 'true'],
    intervalMs: 0,
    timeoutMs: 0,
    startPeriodMs: 0,
    startIntervalMs: 0,
    retries: 0,
    ...fields,
  };
}

function result(exitCode: number) {
  return { start: '', end: '', exitCode, output: '' };
}

/** Each result is [exit code, milliseconds after the start]. */
function after(policy: Healthcheck, ...results: readonly (readonly [number, number])[]): string[] {
  let health = NEW;
  return results.map(([exitCode, startMs]) => {
    health = applyResult(health, result(exitCode), policy, startMs);
    return `${health.status} ${health.failingStreak}`;
  });
}

describe("moby's own unit tests, restated", () => {
  test('retries 1', () => {
    expect(after(check({ retries: 1 }), [1, 0], [0, 0], [1, 0])).toEqual([
      'unhealthy 1',
      'healthy 0',
      'unhealthy 1',
    ]);
  });

  test('retries 3', () => {
    const seen = after(check({ retries: 3 }), [1, 0], [1, 0], [1, 0], [0, 0]);
    expect(seen).toEqual(['starting 1', 'starting 2', 'unhealthy 3', 'healthy 0']);
  });

  test('start period 30 s, retries 2', () => {
    const seen = after(check({ startPeriodMs: 30_000, retries: 2 }), [1, 20_000], [1, 50_000], [0, 80_000]);
    expect(seen).toEqual(['starting 0', 'starting 1', 'healthy 0']);
  });
});

test('the start period ends exactly at its end, and with the first success', () => {
  const policy = check({ startPeriodMs: 1000, retries: 1 });
  expect(after(policy, [1, 999], [1, 1000])).toEqual(['starting 0', 'unhealthy 1']);
  expect(after(policy, [0, 10], [1, 20])).toEqual(['healthy 0', 'unhealthy 1']);
});

test('the streak goes on growing', () => {
  expect(after(check({ retries: 1 }), [1, 0], [1, 0], [-1, 0])).toEqual([
    'unhealthy 1',
    'unhealthy 2',
    'unhealthy 3',
  ]);
});

test('the log keeps the last five', () => {
  let health = NEW;
  for (const code of [1, 2, 3, 4, 5, 6]) health = applyResult(health, result(code), check(), 0);
  expect(health.log.map(({ exitCode }) => exitCode)).toEqual([2, 3, 4, 5, 6]);
});

test.each([
  ['starting, within the start period', NEW, 0, 2000],
  ['starting, at its end', NEW, 10_000, 7000],
  ['healthy within it', { ...NEW, status: 'healthy' }, 0, 7000],
] as const)('the delay when %s', (_name, health, sinceStartMs, ms) => {
  const policy = check({ intervalMs: 7000, startPeriodMs: 10_000, startIntervalMs: 2000 });
  expect(delayMs(health, policy, sinceStartMs)).toBe(ms);
});

test('the defaults', () => {
  expect(delayMs(NEW, check(), 0)).toBe(30_000);
  expect(delayMs(NEW, check({ startPeriodMs: 5000, intervalMs: 7000 }), 0)).toBe(7000);
  expect([timeoutMs(check()), timeoutMs(check({ timeoutMs: 5 }))]).toEqual([30_000, 5]);
});

test.each([
  [
    ['CMD', 'a', 'b'],
    ['a', 'b'],
  ],
  [
    ['CMD-SHELL', 'a b'],
    ['/bin/sh', '-c', 'a b'],
  ],
  [['CMD-SHELL'], ['/bin/sh', '-c']],
  [['NONE'], null],
  [[], null],
  [['cmd', 'a'], null],
])('%j runs %j', (words, command) => {
  expect(probeCommand(check({ test: words }))).toEqual(command);
});

test.each([
  [1, '1ms'],
  [300, '300ms'],
  [1000, '1s'],
  [1500, '1.5s'],
  [60_000, '1m0s'],
  [90_000, '1m30s'],
  [3_600_000, '1h0m0s'],
  [5_430_250, '1h30m30.25s'],
])('%d ms is %s in Go', (ms, text) => {
  expect(goDuration(ms)).toBe(text);
});

test('output is cut after 4096 bytes, not characters', () => {
  const bytes = (length: number): Uint8Array => new TextEncoder().encode('é'.repeat(length / 2));
  expect(clip(bytes(MAX_OUTPUT_BYTES))).toBe('é'.repeat(2048));
  expect(clip(bytes(MAX_OUTPUT_BYTES + 2))).toBe(`${'é'.repeat(2048)}...`);
});
