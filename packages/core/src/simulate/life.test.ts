import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ContainerSpec, createContainer } from './container.ts';
import { fromMs } from './instant.ts';
import * as life from './life.ts';

const at = fromMs(1_767_225_600_000);
const later = at + fromMs(1000);
const died = { exitCode: 1, oomKilled: false };
const checked = { healthcheck: { test: ['CMD', 'true'] } };

function born(spec: Partial<ContainerSpec> = {}) {
  return createContainer({ name: 'web', ...spec }, 'id', at);
}

test('a start makes health start over, and keeps its log and the time of the last exit', () => {
  const result = { start: 'a', end: 'b', exitCode: 1, output: '' };
  const before = {
    ...born(checked),
    health: { status: 'unhealthy', failingStreak: 4, log: [result] } as const,
  };
  const started = life.started({ ...before, finishedAt: at, exitCode: 3, oomKilled: true }, later, 7);
  expect(started).toMatchObject({ status: 'running', startedAt: later, finishedAt: at, pid: 7 });
  expect(started).toMatchObject({ exitCode: 0, oomKilled: false });
  expect(started.health).toEqual({ status: 'starting', failingStreak: 0, log: [result] });
});

test.each([[[]], [['NONE']], [['SHELL', 'true']]])('the test %j gives no health', (words) => {
  expect(life.started(born({ healthcheck: { test: words } }), at, 1).health).toBeNull();
});

test.each(['paused', 'exited'] as const)('%s forces unhealthy, and keeps streak and log', (what) => {
  const running = life.started(born(checked), at, 1);
  const healthy = { ...running, health: { status: 'healthy', failingStreak: 0, log: [] } as const };
  const after = what === 'paused' ? life.paused(healthy) : life.exited(healthy, later, died);
  expect(after.health).toEqual({ status: 'unhealthy', failingStreak: 0, log: [] });
});

test('an unpause leaves the forced unhealthy', () => {
  const paused = life.paused(life.started(born(checked), at, 1));
  expect(life.unpaused(paused)).toMatchObject({ status: 'running', health: { status: 'unhealthy' } });
});

describe('restart policy', () => {
  function after(name: 'no' | 'always' | 'unless-stopped' | 'on-failure', exitCode: number, more = {}) {
    const running = { ...life.started(born({ restart: { name, maximumRetries: 2 } }), at, 1), ...more };
    return life.exited(running, later, { exitCode, oomKilled: false });
  }

  test.each([
    ['no', 1, 'exited'],
    ['always', 0, 'restarting'],
    ['unless-stopped', 0, 'restarting'],
    ['on-failure', 0, 'exited'],
    ['on-failure', 1, 'restarting'],
  ] as const)('%s after exit %d: %s', (name, exitCode, status) => {
    expect(after(name, exitCode)).toMatchObject({
      status,
      exitCode,
      restartCount: status === 'exited' ? 0 : 1,
    });
  });

  test('on-failure gives up after its retries, or never', () => {
    expect(after('on-failure', 1, { restartCount: 2 }).status).toBe('exited');
    const endless = { restart: { name: 'on-failure', maximumRetries: 0 } as const, restartCount: 2 };
    expect(after('on-failure', 1, endless).status).toBe('restarting');
  });

  test('a container stopped by hand stays stopped until somebody starts it', () => {
    const stopped = after('always', 0, { stoppedByHand: true, restartCount: 3 });
    expect(stopped).toMatchObject({ status: 'exited', restartCount: 3 });
    expect(life.pardoned(stopped)).toMatchObject({ stoppedByHand: false, restartCount: 0 });
  });
});

describe('backoff', () => {
  test('begins at 100 ms and doubles', () => {
    expect([life.backoff(0, 0), life.backoff(100, 0), life.backoff(200, 10)]).toEqual([100, 200, 400]);
  });

  test('ends at a minute', () => {
    expect(life.backoff(59_999, 0)).toBe(60_000);
    expect(life.backoff(60_000, 0)).toBe(60_000);
  });

  test('begins again after more than ten seconds of running', () => {
    expect(life.backoff(6400, 10_000)).toBe(12_800);
    expect(life.backoff(6400, 10_001)).toBe(100);
  });

  test('is always between its bounds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), fc.nat(), (lastMs, ranMs) => {
        const ms = life.backoff(lastMs, ranMs);
        expect(ms).toBeGreaterThan(0);
        expect(ms).toBeLessThanOrEqual(life.MAX_BACKOFF_MS);
      }),
    );
  });
});
