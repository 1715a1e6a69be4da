import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONDITIONS, type Condition, condition, severity } from './condition.ts';
import type { EngineStatus } from './container.ts';
import type { Intent } from './intent.ts';
import { aCheckedContainer, aContainer, aHealth, aProbe, at } from './testing/container.ts';

const exited = (exitCode: number, rest: { oomKilled?: boolean } = {}) =>
  aContainer({ state: { status: 'exited', exitCode, finishedAt: at(0), ...rest } });
const looping = { verdict: null, looping: true };

describe('the table', () => {
  test.each<[string, ReturnType<typeof aContainer> | null, Intent, Condition]>([
    ['the engine is out of sight', null, 'unknown', 'unknown'],
    ['created, never started', aContainer({ state: { status: 'created' } }), 'unknown', 'created'],
    ['running without a check', aContainer(), 'unknown', 'running'],
    ['running, its check disabled', aContainer({ health: aHealth('none') }), 'unknown', 'running'],
    ['running, no verdict yet', aCheckedContainer('starting'), 'unknown', 'starting'],
    ['running, failing within its retries', aCheckedContainer('starting', 2), 'unknown', 'starting'],
    ['healthy', aCheckedContainer('healthy'), 'unknown', 'healthy'],
    ['healthy, failing within its retries', aCheckedContainer('healthy', 2), 'unknown', 'healthy'],
    ['unhealthy', aCheckedContainer('unhealthy', 3), 'unknown', 'unhealthy'],
    ['asked to stop, still there', aCheckedContainer('healthy'), 'asked', 'stopping'],
    ['paused', aContainer({ state: { status: 'paused' } }), 'unknown', 'paused'],
    [
      'waiting to be restarted',
      aContainer({ state: { status: 'restarting', exitCode: 1 } }),
      'not-asked',
      'restarting',
    ],
    ['being removed', aContainer({ state: { status: 'removing' } }), 'unknown', 'removed'],
    ['dead: its removal failed', aContainer({ state: { status: 'dead' } }), 'unknown', 'removed'],
    ['removed', aContainer({ state: { status: 'removed' } }), 'unknown', 'removed'],
    ['ended by itself', exited(0), 'not-asked', 'stopped'],
    ['ended by itself, nobody looked', exited(0), 'unknown', 'stopped'],
    ['stopped, whatever the code', exited(255), 'asked', 'stopped'],
    ['killed on request', exited(137), 'asked', 'stopped'],
    ['crashed', exited(1), 'not-asked', 'crashed'],
    ['killed by something else', exited(137), 'not-asked', 'crashed'],
    ['crashed, nobody looked', exited(1), 'unknown', 'crashed'],
    ['137, nobody looked: most likely a kill', exited(137), 'unknown', 'stopped'],
    ['143, nobody looked: most likely a stop', exited(143), 'unknown', 'stopped'],
    ['out of memory', exited(137, { oomKilled: true }), 'not-asked', 'oom-killed'],
    ['out of memory, nobody looked', exited(137, { oomKilled: true }), 'unknown', 'oom-killed'],
    ['a child ran out of memory, then a stop', exited(143, { oomKilled: true }), 'asked', 'stopped'],
    [
      'a child ran out of memory, it lives on',
      aContainer({ state: { oomKilled: true } }),
      'unknown',
      'running',
    ],
  ])('%s', (_, container, intent, expected) => {
    expect(condition(container, intent)).toBe(expected);
  });

  test.each(['always', 'unless-stopped'] as const)(
    '137 that policy %s did not bring back is no stop',
    (restartPolicy) => {
      expect(condition({ ...exited(137), restartPolicy }, 'unknown')).toBe('crashed');
    },
  );

  test.each<[string, ReturnType<typeof aContainer>, Condition]>([
    ['while it waits', aContainer({ state: { status: 'restarting' } }), 'looping'],
    ['while it runs', aCheckedContainer('healthy'), 'looping'],
    ['once it stays down', exited(1), 'looping'],
    ['but not while paused', aContainer({ state: { status: 'paused' } }), 'paused'],
  ])('a restart loop shows %s', (_, container, expected) => {
    expect(condition(container, 'not-asked', looping)).toBe(expected);
  });

  test('a stop ends a restart loop', () => {
    expect(condition(exited(137), 'asked', looping)).toBe('stopped');
  });
});

describe("moby's silent unhealthy of a pause, after the unpause", () => {
  const forced = (log: ReturnType<typeof aProbe>[], failingStreak = 0) =>
    aCheckedContainer('unhealthy', 0, { health: { status: 'unhealthy', failingStreak, log } });

  test.each<Condition>(['starting', 'healthy'])('%s before the pause, and again after it', (verdict) => {
    expect(condition(forced([]), 'unknown', { verdict, looping: false })).toBe(verdict);
  });

  test('a failure below the threshold is no verdict', () => {
    const evidence = forced([aProbe(0, -2_000), aProbe(1, -1_000)], 1);
    expect(condition(evidence, 'unknown', { verdict: 'healthy', looping: false })).toBe('healthy');
  });

  test('the threshold is', () => {
    const evidence = forced([aProbe(1, -3_000), aProbe(1, -2_000), aProbe(1, -1_000)], 3);
    expect(condition(evidence, 'unknown', { verdict: 'healthy', looping: false })).toBe('unhealthy');
  });

  test('who was not there before reads it off the log', () => {
    expect(condition(forced([aProbe(0, -1_000)]), 'unknown')).toBe('healthy');
    expect(condition(forced([aProbe(1, -1_000)], 1), 'unknown')).toBe('starting');
  });

  test('a pass of an earlier run does not count', () => {
    expect(condition(forced([aProbe(0, -3_600_000)]), 'unknown')).toBe('starting');
  });
});

describe('rules that hold whatever comes', () => {
  const status = fc.constantFrom<EngineStatus>(
    'created',
    'running',
    'paused',
    'restarting',
    'removing',
    'exited',
    'dead',
    'removed',
  );
  const evidence = fc
    .record({
      status,
      exitCode: fc.constantFrom(0, 1, 126, 137, 143, 255),
      oomKilled: fc.boolean(),
      health: fc.constantFrom('none', 'starting', 'healthy', 'unhealthy'),
      streak: fc.nat(6),
      restartPolicy: fc.constantFrom('no', 'always', 'on-failure', 'unless-stopped'),
    })
    .map(({ status, exitCode, oomKilled, health, streak, restartPolicy }) =>
      aCheckedContainer(health, streak, { restartPolicy, state: { status, exitCode, oomKilled } }),
    );
  const intent = fc.constantFrom<Intent>('asked', 'not-asked', 'unknown');
  const previous = fc.record({
    verdict: fc.constantFrom<Condition | null>(null, ...CONDITIONS),
    looping: fc.boolean(),
  });

  test('paused or stopped on purpose is never critical', () => {
    fc.assert(
      fc.property(evidence, intent, previous, (container, intent, previous) => {
        const onPurpose =
          container.state.status === 'paused' || (container.state.status === 'exited' && intent === 'asked');
        fc.pre(onPurpose);
        expect(severity(condition(container, intent, previous))).toBe('info');
      }),
    );
  });

  test('unhealthy needs a process, and the retries used up or a belief from before', () => {
    fc.assert(
      fc.property(evidence, intent, previous, (container, intent, previous) => {
        const { state, health } = container;
        const possible =
          state.status === 'running' &&
          health?.status === 'unhealthy' &&
          (health.failingStreak >= 3 || previous.verdict === 'unhealthy');
        expect(possible || condition(container, intent, previous) !== 'unhealthy').toBe(true);
      }),
    );
  });

  test('unknown is what is out of sight, and nothing else is', () => {
    fc.assert(
      fc.property(fc.option(evidence), intent, previous, (container, intent, previous) => {
        fc.pre(previous.verdict !== 'unknown');
        expect(condition(container, intent, previous) === 'unknown').toBe(container === null);
      }),
    );
  });
});

test('every condition has a severity', () => {
  expect(Object.fromEntries(CONDITIONS.map((of) => [of, severity(of)]))).toEqual({
    unhealthy: 'critical',
    'oom-killed': 'critical',
    looping: 'critical',
    crashed: 'critical',
    unknown: 'warning',
    restarting: 'info',
    starting: 'info',
    stopping: 'info',
    healthy: 'recovery',
    running: 'recovery',
    paused: 'info',
    created: 'info',
    stopped: 'info',
    removed: 'info',
  });
});
