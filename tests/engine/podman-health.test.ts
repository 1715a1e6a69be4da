import type { Clock } from '@hale/core';
import { systemClock } from '@hale/core/system';
import { expect, test } from 'vitest';
import { describeEngine, until } from './rig/index.ts';
import { byHale, checking, docker } from './upstream/checking.ts';

const UNRUN = 'the engine does not run it';
const REFUSED =
  'hale may not run commands in containers, so it does not run this check (allow it with --allow-exec)';
const SLOWER = 'on Podman hale runs a command once in 30 s at most';
const faultsOf = (container: string, ...messages: string[]) =>
  messages.map((message) => ({ container, path: 'Config.Healthcheck', message }));

/**
 * The machine's clock, so many times as fast: hale's pace on Podman is of half minutes. It makes hale as impatient with the event
 * stream, so that containers are there before it.
 */
function hastened(times: number): Clock {
  const { now, monotonic, sleepUntil } = systemClock;
  const since = { wall: now(), monotonic: monotonic() };
  return {
    now: () => since.wall + (now() - since.wall) * times,
    monotonic: () => since.monotonic + (monotonic() - since.monotonic) * times,
    sleepUntil: (at, signal) => sleepUntil(since.monotonic + (at - since.monotonic) / times, signal),
  };
}
const HASTE = 10;

/** Podman runs its healthchecks by timers of systemd, and the rig has none. */
describeEngine('podman-4.3', (engine) => {
  const own = async (name: string): Promise<unknown> =>
    (await engine.call<{ State: { Health: unknown } }>('GET', `/containers/${name}/json`)).body.State.Health;
  const UNTRIED = { Status: 'starting', FailingStreak: 0, Log: null };

  test('a healthcheck that Podman does not run is found out in its time, and without exec told of', async () => {
    const { watch, health: judged, told, inspect } = await checking(engine, { allowExec: false });
    const health = { test: ['CMD', 'true'], intervalMs: 500, timeoutMs: 500 };
    await engine.runContainer({ name: 'neglected', health });
    await until('it is known', () => told('neglected').includes('starting'));
    expect(watch.checks?.faults).toEqual([]);
    await until('it is found out', () => (watch.checks?.faults.length ?? 0) > 0, 30_000);
    const { startedAt } = (await inspect('neglected')).state;
    expect(Date.now() - Date.parse(startedAt)).toBeGreaterThanOrEqual(500 + 500 + 10_000);
    expect(watch.checks).toMatchObject({ checks: 0, runs: 0, faults: faultsOf('neglected', UNRUN, REFUSED) });
    expect(judged('neglected')).toEqual({ status: 'starting', failingStreak: 0, log: [] });
    expect(await own('neglected')).toEqual(UNTRIED);
  });

  test('with exec it becomes healthy, unhealthy once it is broken, and healthy again', async () => {
    const health = { test: ['CMD', 'test', '-e', '/ok'], intervalMs: 1_000, timeoutMs: 1_000, retries: 2 };
    // By its own timeout Podman's neglect is found out; hale's probes get one that a busy machine keeps at this haste.
    const labels = { 'hale.timeout': '60s' };
    const cmd = ['sh', '-c', 'touch /ok; sleep infinity'];
    await engine.runContainer({ name: 'adopted', cmd, health, labels });
    const { becomes, told, watch } = await checking(engine, { clock: hastened(HASTE) });
    const { last } = await becomes('adopted', 'healthy');
    await docker(engine, 'exec', 'adopted', 'rm', '/ok');
    const { log } = await becomes('adopted', 'unhealthy');
    await docker(engine, 'exec', 'adopted', 'touch', '/ok');
    await becomes('adopted', 'healthy');
    expect(told('adopted')).toEqual(['starting', 'healthy', 'unhealthy', 'healthy']);
    expect(watch.checks).toMatchObject({ checks: 1, leaks: 0, faults: faultsOf('adopted', UNRUN, SLOWER) });
    const pauses = log.slice(1).map(({ start }, n) => Date.parse(start) - Date.parse(log[n]?.end ?? ''));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(30_000);
    expect(last.exitCode).toBe(0);
    expect(await own('adopted')).toEqual(UNTRIED);
  });

  test('asked to, hale does not wait for Podman to neglect it', async () => {
    await engine.runContainer({ name: 'given', ...byHale(['CMD', 'true'], { interval: '1s' }) });
    const { becomes, watch } = await checking(engine, { clock: hastened(HASTE) });
    await becomes('given', 'healthy');
    expect(watch.checks?.faults).toEqual(faultsOf('given', SLOWER));
  });
});
