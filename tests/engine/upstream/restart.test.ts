import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProbeResult } from '@hale/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeEngines, type Engine, until } from '../rig/index.ts';
import { byHale, type Checking, checking, docker } from './checking.ts';

const NAME = 'kept';
const SIGNALS = ['SIGKILL', 'SIGTERM'] as const;

/** Its check has passed and begun to fail, far from its threshold, when dockerd is ended and started again. */
async function through(signal: NodeJS.Signals, engine: Engine, { becomes }: Checking) {
  const check = byHale(['CMD', 'test', '-e', '/ok'], { interval: '200ms', retries: '1000' });
  const cmd = ['sh', '-c', 'trap exit TERM; while :; do sleep 0.1; done'];
  await engine.runContainer({ name: NAME, restart: 'always', cmd, ...check });
  await docker(engine, 'exec', NAME, 'touch', '/ok');
  await becomes(NAME, 'healthy');
  await docker(engine, 'exec', NAME, 'rm', '/ok');
  await becomes(NAME, 'healthy', ({ failingStreak }) => failingStreak > 0);
  await engine.restart(signal);
  const backAt = Date.now();
  return { isNew: ({ start }: ProbeResult): boolean => Date.parse(start) > backAt };
}

async function keepRunning(engine: Engine): Promise<void> {
  const file = join(engine.folder, 'dockerd.json');
  const config: object = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...config, 'live-restore': true }));
  await engine.restart();
}

/** Moby's `integration/container/restart_test.go`, with hale doing the probing: dockerd is killed or stopped, and back. */
describeEngines(
  (engine) => {
    test.each(SIGNALS)(
      'I7: after %s a restarted container is starting, and then as its probes say',
      async (signal) => {
        const hale = await checking(engine);
        const { isNew } = await through(signal, engine, hale);
        const { log, last } = await hale.becomes(NAME, 'starting', (health) => health.log.some(isNew));
        expect(last.exitCode).toBe(1);
        expect(log.some((result) => !isNew(result))).toBe(true);
        await docker(engine, 'exec', NAME, 'touch', '/ok');
        expect((await hale.becomes(NAME, 'healthy')).failingStreak).toBe(0);
      },
    );

    describe('with live-restore', () => {
      beforeAll(() => keepRunning(engine));

      test.each(SIGNALS)(
        'I7: after %s a container that ran on is starting to who begins to probe it, and as it was to who goes on',
        async (signal) => {
          const old = await checking(engine);
          const { isNew } = await through(signal, engine, old);
          const anew = await checking(engine);
          const { last } = await anew.becomes(NAME, 'starting', ({ log }) => log.some(isNew));
          expect(last.exitCode).toBe(1);
          // Moby's monitor ends with its daemon, and the next begins with `starting`; hale's has only lost sight of the container.
          await old.becomes(NAME, 'unhealthy', ({ log }) => log.every(isNew));
          await until(
            'it is judged again',
            () => old.told(NAME).slice(-3).join() === 'healthy,unknown,healthy',
          );
          await docker(engine, 'exec', NAME, 'touch', '/ok');
          for (const hale of [anew, old]) expect((await hale.becomes(NAME, 'healthy')).failingStreak).toBe(0);
          expect(old.told(NAME).at(-2)).toBe('unknown');
          expect(anew.told(NAME)).toEqual(['starting', 'healthy']);
        },
      );
    });
  },
  { kind: 'docker' },
);
