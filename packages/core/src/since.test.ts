import { expect, test } from 'vitest';
import { recordedSince } from './since.ts';
import { aCheckedContainer, aContainer, aHealth, aProbe, at, NOON } from './testing/container.ts';

const withLog = (status: 'healthy' | 'unhealthy', failingStreak: number, codes: number[]) =>
  aCheckedContainer(status, 0, {
    health: { status, failingStreak, log: codes.map((code, n) => aProbe(code, n * 1_000)) },
  });

test('created and started are on record', () => {
  expect(recordedSince(aContainer({ createdAt: at(-5) }), 'created')).toEqual({ at: NOON - 5, exact: true });
  expect(recordedSince(aContainer(), 'running')).toEqual({ at: NOON - 60_000, exact: true });
});

test('an end is on record, "never" is not', () => {
  const ended = aContainer({ state: { status: 'exited', finishedAt: at(-9) } });
  expect(recordedSince(ended, 'crashed')).toEqual({ at: NOON - 9, exact: true });
  expect(recordedSince(aContainer(), 'stopped')).toBeNull();
});

test('unhealthy since the probe that used up the retries', () => {
  expect(recordedSince(withLog('unhealthy', 3, [0, 0, 1, 1, 1]), 'unhealthy')).toEqual({
    at: NOON + 4_010,
    exact: true,
  });
  expect(recordedSince(withLog('unhealthy', 4, [0, 1, 1, 1, 1]), 'unhealthy')).toEqual({
    at: NOON + 3_010,
    exact: true,
  });
});

test('unhealthy since before the log begins: at least since its first entry', () => {
  expect(recordedSince(withLog('unhealthy', 40, [1, 1, 1, 1, 1]), 'unhealthy')).toEqual({
    at: NOON + 10,
    exact: false,
  });
});

test('healthy since the pass after the last failure', () => {
  expect(recordedSince(withLog('healthy', 0, [1, 1, 1, 0, 0]), 'healthy')).toEqual({
    at: NOON + 3_010,
    exact: true,
  });
});

test('healthy throughout the log, or failing again: at least since its first entry', () => {
  expect(recordedSince(withLog('healthy', 0, [0, 0]), 'healthy')).toEqual({ at: NOON + 10, exact: false });
  expect(recordedSince(withLog('healthy', 1, [0, 1]), 'healthy')).toEqual({ at: NOON + 10, exact: false });
});

test('an empty log says nothing', () => {
  const container = aCheckedContainer('healthy', 0, { health: { ...aHealth('healthy'), log: [] } });
  expect(recordedSince(container, 'healthy')).toBeNull();
});

test.each(['paused', 'stopping', 'looping', 'removed', 'unknown'] as const)(
  'nobody records since when it is %s',
  (of) => {
    expect(recordedSince(aContainer(), of)).toBeNull();
  },
);
