import { describe, expect, test } from 'vitest';
import type { Container } from './container.ts';
import { type Monitor, startMonitor, step } from './monitor.ts';
import type { Observation } from './observation.ts';
import { LOOP_WINDOW_MS } from './restart-loop.ts';
import { aCheckedContainer, aContainer, aHealth, anEvent, aProbe, at, NOON } from './testing/container.ts';
import type { Transition } from './transition.ts';

const LONG_AGO = 0;
const event = (...args: Parameters<typeof anEvent>): Observation => ({
  kind: 'event',
  event: anEvent(...args),
});
const inspected = (
  container: Container,
  offsetMs: number,
  cause: Transition['cause'] = 'inspect',
): Observation => ({
  kind: 'inspected',
  at: NOON + offsetMs,
  container,
  cause,
});
const baseline = (container: Container) => inspected(container, 0, 'baseline');
const time = (offsetMs: number): Observation => ({ kind: 'time', at: NOON + offsetMs });

/** What is told of `container`, first seen at noon by a watch that stands since `watchedSince`. */
function observe(container: Container, observations: Observation[], watchedSince: number | null = LONG_AGO) {
  let monitor: Monitor = startMonitor(container, watchedSince);
  let wakeAt: number | null = null;
  const transitions: Transition[] = [];
  for (const observation of [baseline(container), ...observations]) {
    const next = step(monitor, observation);
    ({ monitor, wakeAt } = next);
    if (next.transition) transitions.push(next.transition);
  }
  return {
    monitor,
    transitions,
    wakeAt,
    told: transitions.slice(1).map(({ to, cause }) => `${to} by ${cause}`),
  };
}

describe("a check that is hale's", () => {
  const probed = (streak: number, offsetMs: number): Observation => ({
    kind: 'probed',
    at: NOON + offsetMs,
    health: aHealth(streak > 0 ? 'unhealthy' : 'healthy', streak),
  });

  test('its result is believed, and told with its time', () => {
    const { told, transitions, monitor } = observe(aCheckedContainer('starting'), [
      probed(0, 5),
      probed(3, 9),
    ]);
    expect(told).toEqual(['healthy by probe', 'unhealthy by probe']);
    expect(transitions.at(-1)).toMatchObject({ at: NOON + 9, container: { failingStreak: 3 } });
    expect(monitor.since).toEqual({ at: NOON + 9, exact: true });
  });

  test('does not bring back what is out of sight, nor outweigh an exit', () => {
    const lost: Observation = { kind: 'engine-lost', at: NOON + 1 };
    expect(observe(aCheckedContainer('starting'), [lost, probed(0, 2)]).told).toEqual([
      'unknown by engine-lost',
    ]);
    const died = event('die', 1, { exitCode: 1 });
    expect(observe(aCheckedContainer('starting'), [died, probed(0, 2)]).told).toEqual(['crashed by die']);
  });
});

describe('what the engine does by itself or on request', () => {
  test('docker kill', () => {
    const { told } = observe(aContainer(), [
      event('kill', 1, { signal: '9' }),
      event('die', 2, { exitCode: 137 }),
    ]);
    expect(told).toEqual(['stopping by kill', 'stopped by die']);
  });

  test('docker stop: the stop comes after the die', () => {
    const { told } = observe(aContainer(), [
      event('kill', 1, { signal: '15' }),
      event('kill', 10_001, { signal: '9' }),
      event('die', 10_020, { exitCode: 137 }),
      event('stop', 10_030),
    ]);
    expect(told).toEqual(['stopping by kill', 'stopped by die']);
  });

  test('a stop explains a die whose request was not seen', () => {
    const { told } = observe(aContainer(), [event('die', 1, { exitCode: 1 }), event('stop', 2)]);
    expect(told).toEqual(['crashed by die', 'stopped by stop']);
  });

  test('a reload signal is nothing', () => {
    expect(observe(aContainer(), [event('kill', 1, { signal: '1' })]).told).toEqual([]);
  });

  test('a crash', () => {
    expect(observe(aContainer(), [event('die', 1, { exitCode: 1 })]).told).toEqual(['crashed by die']);
  });

  test('a crash long after a reload is one', () => {
    const { told } = observe(aContainer(), [
      event('kill', 1, { signal: 'HUP' }),
      event('die', 9_000, { exitCode: 143 }),
    ]);
    expect(told).toEqual(['crashed by die']);
  });

  test('a forged signal asks nothing, a forged exit code is not believed', () => {
    const forged = aContainer({ forged: ['signal', 'exitCode'] });
    const { told } = observe(forged, [
      event('kill', 1, { signal: '15' }),
      event('die', 2, { exitCode: 0 }),
      inspected(
        aContainer({ forged: forged.forged, state: { status: 'exited', exitCode: 9, finishedAt: at(2) } }),
        3,
      ),
    ]);
    expect(told).toEqual(['stopped by die', 'crashed by inspect']);
  });

  test('out of memory', () => {
    const { told } = observe(aContainer(), [event('oom', 1), event('die', 2, { exitCode: 137 })]);
    expect(told).toEqual(['oom-killed by die']);
  });

  test('start and remove', () => {
    const stopped = aCheckedContainer('unhealthy', 0, { state: { status: 'exited', finishedAt: at(-1) } });
    expect(observe(stopped, [event('start', 1), event('destroy', 2)]).told).toEqual([
      'starting by start',
      'removed by destroy',
    ]);
  });

  test('a health flip', () => {
    const { told } = observe(aCheckedContainer('healthy'), [
      event('health_status', 1, { health: 'unhealthy' }),
      event('health_status', 2, { health: 'unhealthy' }),
      event('health_status', 3, { health: 'healthy' }),
    ]);
    expect(told).toEqual(['unhealthy by health_status', 'healthy by health_status']);
  });

  test('pause and unpause of a healthy container, with its silent unhealthy', () => {
    const forced = aCheckedContainer('unhealthy', 0, {
      health: { ...aHealth('healthy'), status: 'unhealthy' },
    });
    const { told } = observe(aCheckedContainer('healthy'), [
      event('pause', 1),
      inspected({ ...forced, state: { ...forced.state, status: 'paused' } }, 2),
      event('unpause', 3),
      inspected(forced, 4),
      event('health_status', 30_000, { health: 'healthy' }),
    ]);
    expect(told).toEqual(['paused by pause', 'healthy by unpause']);
  });

  test('a container that fails after its pause, for which moby sends no event', () => {
    const failing = (streak: number) =>
      aCheckedContainer('unhealthy', 0, {
        health: { status: 'unhealthy', failingStreak: streak, log: [aProbe(0, -9_000), aProbe(1, 5)] },
      });
    const { told } = observe(aCheckedContainer('healthy'), [
      event('pause', 1),
      event('unpause', 2),
      inspected(failing(0), 3),
      inspected(failing(2), 60_000, 'reconcile'),
      inspected(failing(3), 120_000, 'reconcile'),
    ]);
    expect(told).toEqual(['paused by pause', 'healthy by unpause', 'unhealthy by reconcile']);
  });
});

describe('a request that comes to nothing', () => {
  test('is over when the container has outlived its stop timeout', () => {
    const kill = event('kill', 0, { signal: '15' });
    expect(observe(aContainer(), [kill]).wakeAt).toBe(NOON + 15_000);
    expect(observe(aContainer(), [kill, time(14_999)]).told).toEqual(['stopping by kill']);
    expect(observe(aContainer(), [kill, time(15_000)]).told).toEqual(['stopping by kill', 'running by time']);
  });

  test('does not excuse a later crash', () => {
    const { told } = observe(aContainer(), [
      event('kill', 0, { signal: '15' }),
      event('die', 15_001, { exitCode: 1 }),
    ]);
    expect(told).toEqual(['stopping by kill', 'crashed by die']);
  });
});

describe('a restart policy', () => {
  const waiting = aContainer({
    restartPolicy: 'always',
    state: { status: 'restarting', exitCode: 1, finishedAt: at(1) },
  });

  test('brings it back', () => {
    const { told } = observe(aContainer({ restartPolicy: 'always' }), [
      event('die', 2, { exitCode: 1 }),
      inspected(waiting, 3),
      event('start', 100),
    ]);
    expect(told).toEqual(['crashed by die', 'restarting by inspect', 'running by start']);
  });

  const crashes = [1, 2, 3].flatMap((n) => [
    event('die', n * 1_000, { exitCode: 1 }),
    event('start', n * 1_000 + 500),
  ]);

  test('thrice within ten minutes is a loop', () => {
    const { told } = observe(aContainer(), crashes);
    expect(told).toEqual([
      'crashed by die',
      'running by start',
      'crashed by die',
      'running by start',
      'looping by die',
    ]);
  });

  test('the loop is over after ten minutes in one piece', () => {
    const end = 3_500 + LOOP_WINDOW_MS;
    expect(observe(aContainer(), crashes).wakeAt).toBe(NOON + end);
    expect(observe(aContainer(), [...crashes, time(end)]).told.at(-1)).toBe('running by time');
  });

  test('a stop ends it at once, and the next start is a clean one', () => {
    const { told } = observe(aContainer(), [
      ...crashes,
      event('kill', 4_000, { signal: '15' }),
      event('die', 4_100, { exitCode: 143 }),
      event('start', 5_000),
    ]);
    expect(told.slice(-3)).toEqual(['stopping by kill', 'stopped by die', 'running by start']);
  });

  test('is no use to a container that was stopped while nobody looked: that is at rest because somebody asked', () => {
    const stopped = aContainer({
      restartPolicy: 'always',
      state: { status: 'exited', exitCode: 1, finishedAt: at(-5) },
    });
    expect(observe(stopped, []).transitions.map(({ to }) => to)).toEqual(['stopped']);
  });

  test('restarts that were only counted are counted', () => {
    const later = aContainer({ restartCount: 3, state: { startedAt: at(9_000) } });
    expect(observe(aContainer(), [inspected(later, 10_000, 'reconcile')]).told).toEqual([
      'looping by reconcile',
    ]);
  });
});

describe('late', () => {
  test('an end that was missed is found, with the time that the engine recorded', () => {
    const ended = aContainer({ state: { status: 'exited', exitCode: 1, finishedAt: at(5) } });
    const { transitions, monitor } = observe(aContainer(), [inspected(ended, 60_000, 'reconcile')]);
    // Its last change before that is the start, one minute before noon.
    expect(transitions.at(-1)).toMatchObject({
      at: NOON + 5,
      from: 'running',
      to: 'crashed',
      cause: 'reconcile',
    });
    expect(monitor.since).toEqual({ at: NOON + 5, exact: true });
  });

  test('a kill by nobody hale saw is taken for a stop', () => {
    const ended = aContainer({ state: { status: 'exited', exitCode: 137, finishedAt: at(5) } });
    expect(observe(aContainer(), [inspected(ended, 60_000, 'reconcile')]).told).toEqual([
      'stopped by reconcile',
    ]);
    expect(observe(aContainer(), [event('die', 1, { exitCode: 137 })], null).told).toEqual([
      'stopped by die',
    ]);
    expect(observe(aContainer(), [event('die', 1, { exitCode: 137 })], NOON).told).toEqual([
      'stopped by die',
    ]);
  });

  test('a request that was seen explains an end that was not', () => {
    const ended = aContainer({ state: { status: 'exited', exitCode: 1, finishedAt: at(5) } });
    const { told } = observe(aContainer(), [
      event('kill', 1, { signal: '2' }),
      inspected(ended, 60_000, 'reconcile'),
    ]);
    expect(told).toEqual(['stopping by kill', 'stopped by reconcile']);
  });

  test('a run that began unseen has no verdict yet, whatever the one before it had', () => {
    const again = aCheckedContainer('unhealthy', 0, { state: { startedAt: at(9_000) } });
    const { told } = observe(aCheckedContainer('healthy'), [inspected(again, 10_000, 'reconcile')]);
    expect(told).toEqual(['starting by reconcile']);
  });

  test('a pause has no recorded time', () => {
    const paused = aContainer({ state: { status: 'paused' } });
    expect(observe(aContainer(), [inspected(paused, 7, 'reconcile')]).monitor.since).toEqual({
      at: NOON + 7,
      exact: false,
    });
  });

  test('gone is removed', () => {
    const gone: Observation = { kind: 'gone', at: NOON + 3, cause: 'reconcile' };
    const { told, monitor } = observe(aContainer(), [gone]);
    expect(told).toEqual(['removed by reconcile']);
    expect(monitor.since).toEqual({ at: NOON + 3, exact: false });
  });
});

describe('the engine out of sight', () => {
  const lost: Observation = { kind: 'engine-lost', at: NOON + 1 };
  const found: Observation = { kind: 'engine-found', at: NOON + 60_000 };

  test('makes unknown, until there is a fact again', () => {
    const { told, transitions } = observe(aCheckedContainer('healthy'), [
      lost,
      found,
      inspected(aCheckedContainer('healthy'), 60_001, 'reconcile'),
    ]);
    expect(told).toEqual(['unknown by engine-lost', 'healthy by reconcile']);
    expect(transitions.at(-1)?.at).toBe(NOON + 60_001);
  });

  test('an exit soon after it came back may have been asked for while hale was blind', () => {
    const { told } = observe(aContainer(), [lost, found, event('die', 61_000, { exitCode: 137 })]);
    expect(told).toEqual(['unknown by engine-lost', 'stopped by die']);
  });

  test('a stop that it cut short is still a stop', () => {
    const { told } = observe(aContainer(), [
      event('kill', 0, { signal: '15' }),
      lost,
      found,
      inspected(
        aContainer({ state: { status: 'exited', exitCode: 2, finishedAt: at(3_000) } }),
        60_001,
        'reconcile',
      ),
    ]);
    expect(told).toEqual(['stopping by kill', 'unknown by engine-lost', 'stopped by reconcile']);
  });
});

test('a transition names the container and what it died of or fails with', () => {
  const [first] = observe(aCheckedContainer('unhealthy', 3), []).transitions;
  expect(first).toEqual({
    at: NOON - 990,
    subject: 'container/web',
    from: null,
    to: 'unhealthy',
    cause: 'baseline',
    container: {
      id: aContainer().id,
      name: 'web',
      image: 'nginx:1',
      project: null,
      service: null,
      createdAt: aContainer().createdAt,
      exitCode: null,
      failingStreak: 3,
      output: 'refused\n',
    },
  });
  const crash = observe(aContainer(), [event('die', 1, { exitCode: 3 })]).transitions.at(-1);
  expect(crash?.container).toMatchObject({ exitCode: 3, failingStreak: null, output: null });
});
