import { describe, expect, test } from 'vitest';
import { createSimulatedClock } from '../testing/index.ts';
import type { ContainerSpec } from './container.ts';
import { Daemon } from './daemon.ts';
import { seededRandom } from './seeded.ts';

const GRACEFUL = ['sh', '-c', "trap 'exit 3' TERM; sleep 1000 & wait"];
const CHECK = { test: ['CMD-SHELL', 'test ! -f /bad'], intervalMs: 1000, retries: 2 };

/** A running container called `web`, what is told of it, and time that passes only by `pass`. */
async function stage(spec: Partial<ContainerSpec> = {}) {
  const clock = createSimulatedClock();
  const daemon = new Daemon(clock, seededRandom(1));
  const web = daemon.create({ name: 'web', command: GRACEFUL, ...spec });
  web.start();
  const pass = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    daemon.agenda.settle();
  };
  await pass(0);
  let told: string[] = [];
  daemon.events.subscribe(({ action, attributes }) => {
    const detail = attributes['signal'] ?? attributes['exitCode'];
    told.push(detail === undefined ? action : `${action} ${detail}`);
  });
  /** Since last asked, without the noise of probes. */
  const heard = (): string[] => {
    const all = told.filter((line) => !line.startsWith('exec_'));
    told = [];
    return all;
  };
  const run = (script: string): void => {
    web
      .prepare({
        command: ['sh', '-c', script],
        tty: false,
        attachStdin: false,
        attachStdout: true,
        attachStderr: true,
      })
      .start({ write: () => {}, end: () => {} });
    daemon.agenda.settle();
  };
  return { daemon, web, pass, heard, told: () => told, run };
}

describe('what is told, in which order', () => {
  test('stop', async () => {
    const { web, pass, heard } = await stage();
    const stopping = web.stop();
    await pass(0);
    expect(await stopping).toBe(true);
    expect(heard()).toEqual(['kill 15', 'stop', 'die 3']);
    expect(web.container).toMatchObject({ status: 'exited', exitCode: 3, pid: 0 });
  });

  test('stop of a deaf one kills it when its time is up', async () => {
    const { web, pass, heard } = await stage({ command: ['sleep', '1000'], stopTimeoutMs: 2000 });
    const stopping = web.stop();
    await pass(1999);
    expect(heard()).toEqual(['kill 15']);
    await pass(1);
    expect(await stopping).toBe(true);
    expect(heard()).toEqual(['kill 9', 'stop', 'die 137']);
  });

  test('stop with a negative timeout waits for ever', async () => {
    const { web, pass, heard } = await stage({ command: ['sleep', '1000'] });
    void web.stop(-1000);
    await pass(999_000);
    expect(heard()).toEqual(['kill 15']);
    await pass(1000);
    expect(heard()).toEqual(['stop', 'die 0']);
  });

  test('kill', async () => {
    const { web, heard } = await stage();
    web.kill();
    expect(heard()).toEqual(['kill 9', 'die 137']);
  });

  test('kill by a signal that nobody listens to', async () => {
    const { web, pass, heard } = await stage();
    web.kill('HUP');
    await pass(1000);
    expect(heard()).toEqual(['kill 1']);
    expect(web.container).toMatchObject({ status: 'running', stoppedByHand: false });
  });

  test('restart', async () => {
    const { web, pass, heard } = await stage();
    const restarting = web.restart();
    await pass(0);
    await restarting;
    expect(heard()).toEqual(['kill 15', 'stop', 'die 3', 'start', 'restart']);
  });

  test('exit by itself, and out of memory', async () => {
    const { web, heard } = await stage();
    web.exit(4);
    expect(heard()).toEqual(['die 4']);
    web.start();
    web.oom();
    expect(heard()).toEqual(['start', 'oom', 'die 137']);
    expect(web.container).toMatchObject({ oomKilled: true, exitCode: 137 });
    web.start();
    expect(web.container.oomKilled).toBe(false);
  });

  test('pause, unpause, rename, remove', async () => {
    const { daemon, web, heard } = await stage();
    web.pause();
    web.unpause();
    daemon.rename(web, 'shop');
    daemon.remove(web, true);
    expect(heard()).toEqual(['pause', 'unpause', 'rename', 'kill 9', 'die 137', 'destroy']);
    expect(() => daemon.find('shop')).toThrow('No such container: shop');
  });

  test('a signal wakes a paused container; KILL does not tell so', async () => {
    const { web, pass, heard } = await stage();
    web.pause();
    web.kill('HUP');
    expect(heard()).toEqual(['pause', 'kill 1', 'unpause']);
    web.pause();
    void web.stop();
    await pass(0);
    expect(heard()).toEqual(['pause', 'kill 15', 'unpause', 'stop', 'die 3']);
    web.start();
    web.pause();
    web.kill();
    expect(heard()).toEqual(['start', 'pause', 'kill 9', 'die 137']);
  });
});

describe('native health', () => {
  test('the first probe comes after a whole interval, and only changes are told', async () => {
    const { web, pass, heard, told, run } = await stage({ healthcheck: CHECK });
    expect(web.container.health).toEqual({ status: 'starting', failingStreak: 0, log: [] });
    await pass(999);
    expect(told()).toEqual([]);
    await pass(1);
    expect(told().map((line) => line.split(':')[0])).toEqual([
      'exec_create',
      'exec_start',
      'exec_die 0',
      'health_status',
    ]);
    expect(heard()).toEqual(['health_status: healthy']);
    await pass(5000);
    expect(heard()).toEqual([]);
    run('touch /bad');
    await pass(1000);
    expect(web.container.health).toMatchObject({ status: 'healthy', failingStreak: 1 });
    await pass(1000);
    expect(heard()).toEqual(['health_status: unhealthy']);
    await pass(10_000);
    expect(heard()).toEqual([]);
    run('rm /bad');
    await pass(1000);
    expect(heard()).toEqual(['health_status: healthy']);
  });

  test('an interval begins at the end of the last probe', async () => {
    const finding = { exitCode: 0, output: 'ok\n', durationMs: 300 };
    const { web, pass } = await stage({ healthcheck: CHECK, finding });
    await pass(2700);
    const starts = web.container.health?.log.map(({ start }) => start.slice(14));
    expect(starts).toEqual(['00:01Z', '00:02.3Z']);
    expect(web.container.health?.log[0]).toMatchObject({ exitCode: 0, output: 'ok\n' });
  });

  test('pause and stop make it unhealthy without a word, and an unpause ends with a second healthy', async () => {
    const { web, pass, heard } = await stage({ healthcheck: CHECK });
    await pass(1000);
    web.pause();
    expect(web.container.health?.status).toBe('unhealthy');
    await pass(10_000);
    web.unpause();
    expect(web.container.health?.status).toBe('unhealthy');
    expect(heard()).toEqual(['health_status: healthy', 'pause', 'unpause']);
    await pass(1000);
    expect(heard()).toEqual(['health_status: healthy']);
    void web.stop();
    await pass(0);
    expect(web.container.health).toMatchObject({ status: 'unhealthy', failingStreak: 0 });
    expect(heard()).toEqual(['kill 15', 'stop', 'die 3']);
  });

  test('one that fails after an unpause is never told unhealthy', async () => {
    const { web, pass, heard, run } = await stage({ healthcheck: CHECK });
    await pass(1000);
    run('touch /bad');
    web.pause();
    web.unpause();
    await pass(10_000);
    expect(heard()).toEqual(['health_status: healthy', 'pause', 'unpause']);
  });

  test('a start begins anew and keeps the log', async () => {
    const { web, pass } = await stage({ healthcheck: CHECK });
    await pass(3000);
    web.kill();
    web.start();
    expect(web.container.health).toMatchObject({ status: 'starting', failingStreak: 0 });
    expect(web.container.health?.log).toHaveLength(3);
  });

  test('a probe past its timeout counts as -1, and is cut off after that was told', async () => {
    const slow = { test: ['CMD-SHELL', 'echo hi; sleep 10'], intervalMs: 1000, timeoutMs: 300, retries: 1 };
    const { web, pass, told } = await stage({ healthcheck: slow });
    await pass(1300);
    expect(web.container.health?.log).toMatchObject([
      { exitCode: -1, output: 'Health check exceeded timeout (300ms): hi\n' },
    ]);
    expect(told().slice(-2)).toEqual(['health_status: unhealthy', 'exec_die 127']);
  });

  test('a probe that cannot start counts as -1 with the reason', async () => {
    const missing = { test: ['CMD', '/nope'], intervalMs: 1000, retries: 1 };
    const { web, pass, told } = await stage({ healthcheck: missing });
    await pass(1000);
    const [result] = web.container.health?.log ?? [];
    expect(result).toMatchObject({
      exitCode: -1,
      output: expect.stringMatching(/^OCI runtime exec failed: .*"\/nope"/),
    });
    expect(told()).toEqual(['exec_create: /nope ', 'exec_start: /nope ', 'health_status: unhealthy']);
  });

  test('a probe that a pause interrupts is cut off after the unpause, without a result', async () => {
    const slow = { ...CHECK, test: ['CMD', 'sleep', '5'] };
    const { web, pass, told } = await stage({ healthcheck: slow });
    await pass(2000);
    web.pause();
    await pass(20_000);
    web.unpause();
    expect(told().slice(-3)).toEqual(['pause', 'unpause', 'exec_die 127']);
    expect(web.container.health?.log).toEqual([]);
  });
});

describe('restart policy', () => {
  const crashing = {
    command: ['sh', '-c', 'sleep 1; exit 1'],
    restart: { name: 'always', maximumRetries: 0 },
  } as const;

  test('each wait is twice the last', async () => {
    const { web, pass, heard } = await stage(crashing);
    await pass(1000);
    expect(web.container).toMatchObject({ status: 'restarting', restartCount: 1, pid: 0, exitCode: 1 });
    await pass(100);
    expect(heard()).toEqual(['die 1', 'start']);
    await pass(1199);
    expect(heard()).toEqual(['die 1']);
    await pass(1);
    expect(heard()).toEqual(['start']);
  });

  test('a kill between two lives ends it without a word; a stop tells of itself', async () => {
    const { web, pass, heard } = await stage(crashing);
    await pass(1000);
    web.kill();
    expect(web.container.status).toBe('exited');
    web.start();
    await pass(1000);
    expect(await web.stop()).toBe(true);
    await pass(60_000);
    expect(heard()).toEqual(['die 1', 'start', 'die 1', 'stop']);
  });
});

describe('execs', () => {
  test('they freeze with their container and die with it', async () => {
    const { web, pass, told, run } = await stage();
    run('sleep 1');
    web.pause();
    await pass(10_000);
    expect(told()).not.toContain('exec_die 0');
    web.unpause();
    await pass(1000);
    expect(told().at(-1)).toBe('exec_die 0');
    run('sleep 10');
    web.kill();
    expect(told().slice(-3)).toEqual(['kill 9', 'exec_die 137', 'die 137']);
    expect(web.execs).toEqual([]);
  });

  test('those that have ended are not kept', async () => {
    const { web, pass } = await stage({ healthcheck: CHECK });
    await pass(60_000);
    expect(web.execs).toEqual([]);
  });

  test("a check's command finds what was set, whoever runs it", async () => {
    const { daemon, web, pass } = await stage({ healthcheck: { ...CHECK, test: ['CMD', 'curl', '/'] } });
    const outcome: unknown[] = [];
    const ask = (): void =>
      web
        .prepare({
          command: ['curl', '/'],
          tty: false,
          attachStdin: false,
          attachStdout: true,
          attachStderr: true,
        })
        .start({ write: (_stream, text) => outcome.push(text), end: (code) => outcome.push(code) });
    ask();
    web.find({ exitCode: 22, output: '503\n', durationMs: 0 });
    ask();
    daemon.agenda.settle();
    await pass(0);
    expect(outcome).toEqual([126, '503\n', 22]);
  });
});

test('the start is timed by the wall clock, and no two stamps are the same', async () => {
  const { daemon } = await stage();
  const stamps = Array.from({ length: 1000 }, () => daemon.stamp());
  expect(new Set(stamps).size).toBe(1000);
});
