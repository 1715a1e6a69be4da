import { type Watch, watchContainer, watchContainers } from '@hale/agent';
import type { Transition } from '@hale/core';
import { connectEndpoint } from '@hale/core/node';
import { systemClock, systemRandom } from '@hale/core/system';
import { afterEach, expect, test } from 'vitest';
import { describeEngines, type Engine, until } from './rig/index.ts';

const HEALTHY_WITH_FILE = { test: ['CMD-SHELL', 'cat /ok'], intervalMs: 200, retries: 2 };
const ended: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(ended.splice(0).map((end) => end()));
});

/** What a watch of the engine tells of `container/<name>`, from its baseline on. */
async function watching(engine: Engine, pick?: { readonly container: string; readonly pollMs?: number }) {
  const { http, close } = await connectEndpoint({ kind: 'unix', path: engine.socket });
  const stop = new AbortController();
  const options = { clock: systemClock, random: systemRandom, signal: stop.signal, reconcileMs: 5_000 };
  const watch: AsyncIterable<Transition> | Watch = pick
    ? watchContainer(http, pick.container, { ...options, ...(pick.pollMs && { pollMs: pick.pollMs }) })
    : watchContainers(http, options);
  const told: Transition[] = [];
  const over = (async () => {
    for await (const transition of watch) told.push(transition);
  })();
  ended.push(async () => {
    stop.abort();
    await over;
    await close();
    await engine.removeContainers();
  });
  const conditions = (name: string): string[] =>
    told.filter(({ subject }) => subject === `container/${name}`).map(({ to }) => to);
  const reaches = (name: string, ...expected: string[]): Promise<boolean> =>
    until(`${name} ${expected.join(', ')}; told ${conditions(name).join(', ')}`, () => {
      return conditions(name).length >= expected.length && conditions(name).join() === expected.join();
    });
  return { told, over, conditions, reaches };
}

const docker = async (engine: Engine, ...args: string[]): Promise<void> => {
  const { code, stderr } = await engine.docker(...args);
  expect({ code, args, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, args, stderr: '' });
};

describeEngines((engine) => {
  /** Podman's clean-up can overtake its stop, which is then not told. */
  const stopped = (before: string, ...after: string[]): unknown => {
    const whole = [before, 'stopping', 'stopped', ...after];
    return engine.kind === 'docker'
      ? whole
      : expect.toSatisfy((told: string[]) =>
          [whole.join(), [before, 'stopped', ...after].join()].includes(told.join()),
        );
  };

  test('tells pause, unpause, kill, start, stop and rm with the right words', async () => {
    await engine.runContainer({ name: 'web' });
    const { reaches, conditions, told } = await watching(engine);
    await reaches('web', 'running');
    await docker(engine, 'pause', 'web');
    await docker(engine, 'unpause', 'web');
    await docker(engine, 'kill', 'web');
    await reaches('web', 'running', 'paused', 'running', 'stopping', 'stopped');
    await docker(engine, 'start', 'web');
    await docker(engine, 'stop', '-t', '1', 'web');
    await docker(engine, 'rm', 'web');
    await until('removed', () => conditions('web').at(-1) === 'removed');
    expect(conditions('web').slice(5)).toEqual(stopped('running', 'removed'));
    expect(told.find(({ to }) => to === 'stopped')?.container).toMatchObject({ name: 'web', exitCode: 137 });
  });

  test('tells a whole short life', async () => {
    const { conditions, reaches } = await watching(engine);
    await engine.runContainer({ name: 'job', cmd: ['sh', '-c', 'exit 3'] });
    await reaches('job', 'created', 'running', 'crashed');
    await docker(engine, 'rm', 'job');
    await reaches('job', 'created', 'running', 'crashed', 'removed');
    expect(conditions('job')).toHaveLength(4);
  });

  test('a program that ends well has stopped, one that ends badly has crashed', async () => {
    await engine.runContainer({ name: 'good', cmd: ['sh', '-c', 'sleep 0.5'] });
    await engine.runContainer({ name: 'bad', cmd: ['sh', '-c', 'sleep 0.5; exit 1'] });
    const { reaches } = await watching(engine);
    await reaches('good', 'running', 'stopped');
    await reaches('bad', 'running', 'crashed');
  });

  test('the end of a watched container is the end of its watch', async () => {
    await engine.runContainer({ name: 'web' });
    await engine.runContainer({ name: 'other' });
    const { over, reaches, told } = await watching(engine, { container: 'web' });
    await reaches('web', 'running');
    await docker(engine, 'pause', 'other');
    await docker(engine, 'stop', '-t', '0', 'web');
    await over;
    expect(told.map(({ to }) => to)).toEqual(stopped('running'));
  });

  test('polled, it sees the same without a stream', async () => {
    await engine.runContainer({ name: 'web' });
    const { over, reaches } = await watching(engine, { container: 'web', pollMs: 50 });
    await reaches('web', 'running');
    await docker(engine, 'pause', 'web');
    await reaches('web', 'running', 'paused');
    await docker(engine, 'unpause', 'web');
    await reaches('web', 'running', 'paused', 'running');
    await docker(engine, 'rm', '-f', 'web');
    await over;
  });

  test('an engine that is killed is out of sight, and found again', async () => {
    await engine.runContainer({ name: 'web' });
    const { told, reaches } = await watching(engine);
    await reaches('web', 'running');
    await engine.kill();
    await until('out of sight', () =>
      told.some(({ subject, to }) => subject === 'engine' && to === 'unknown'),
    );
    expect(told.at(-1)).toMatchObject({ subject: 'container/web', to: 'unknown' });
    await engine.restart();
    const found = (subject: string): Transition | undefined =>
      told.find((transition) => transition.subject === subject && transition.from === 'unknown');
    await until('found', () => found('engine'), 30_000);
    await until('judged again', () => found('container/web'), 30_000);
    // A new dockerd stops what the old one left running; Podman has no daemon that anyone would miss.
    const expected =
      engine.kind === 'docker'
        ? ['running', 'unknown', 'stopping', 'stopped']
        : ['running', 'unknown', 'running'];
    await reaches('web', ...expected);
  });
});

describeEngines(
  (engine) => {
    test('tells each health flip once, with the output that explains it', async () => {
      await engine.runContainer({ name: 'web', health: HEALTHY_WITH_FILE });
      const { reaches, told } = await watching(engine);
      await until('unhealthy', () => told.at(-1)?.to === 'unhealthy');
      await docker(engine, 'exec', 'web', 'touch', '/ok');
      await reaches('web', 'starting', 'unhealthy', 'healthy');
      await docker(engine, 'exec', 'web', 'rm', '/ok');
      await reaches('web', 'starting', 'unhealthy', 'healthy', 'unhealthy');
      expect(told.at(-1)?.cause).toBe('health_status');
      expect(told.at(-1)?.container?.failingStreak).toBeGreaterThanOrEqual(2);
      expect(told.at(-1)?.container?.output).toContain('No such file');
    });

    test('a 137 that nobody asked for is a crash', async () => {
      const { reaches } = await watching(engine);
      await engine.runContainer({ name: 'bad', cmd: ['sh', '-c', 'exit 137'] });
      await reaches('bad', 'created', 'running', 'crashed');
    });

    test('a pause is not unhealthy, whatever the engine says', async () => {
      await engine.runContainer({ name: 'web', health: { test: ['CMD', 'true'], intervalMs: 300 } });
      const { reaches, told } = await watching(engine);
      await until('healthy', () => told.at(-1)?.to === 'healthy');
      const before = told.map(({ to }) => to);
      await docker(engine, 'pause', 'web');
      await docker(engine, 'unpause', 'web');
      await reaches('web', ...before, 'paused', 'healthy');
      await docker(engine, 'stop', '-t', '0', 'web');
      await reaches('web', ...before, 'paused', 'healthy', 'stopping', 'stopped');
    });

    test('what its restart policy brings back is restarting, and in the end a loop', async () => {
      const { conditions, reaches } = await watching(engine);
      await engine.runContainer({ name: 'lp', cmd: ['sh', '-c', 'exit 1'], restart: 'always' });
      await until(`looping; told ${conditions('lp').join()}`, () => conditions('lp').at(-1) === 'looping');
      const once = ['running', 'crashed', 'restarting'];
      await reaches('lp', 'created', ...once, ...once, 'running', 'looping');
    });

    test('out of memory is its own word', async () => {
      const body = { HostConfig: { NetworkMode: 'host', Memory: 16 << 20, MemorySwap: 16 << 20 } };
      const { conditions } = await watching(engine);
      const hungry = 'sleep 0.3; exec dd if=/dev/zero of=/dev/null bs=128M count=1';
      await engine.runContainer({ name: 'fat', cmd: ['sh', '-c', hungry], body });
      await until(`oom; told ${conditions('fat').join()}`, () => conditions('fat').at(-1) === 'oom-killed');
    });
  },
  { kind: 'docker' },
);
