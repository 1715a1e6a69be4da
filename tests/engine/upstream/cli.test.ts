import { join } from 'node:path';
import type { Healthcheck } from '@hale/core';
import { beforeAll, expect, test } from 'vitest';
import { runHale } from '../../cli/hale.ts';
import { describeEngines, testImage, until } from '../rig/index.ts';
import { checking, docker } from './checking.ts';

const UNSET = { intervalMs: 0, timeoutMs: 0, startPeriodMs: 0, startIntervalMs: 0, retries: 0 };
const READS_STATUS = ['CMD-SHELL', 'cat /status'];
const PACE = '--label=hale.interval=200ms';
const BY_HALE = ['--label=hale.check.by=hale', PACE];
/** With these the engine's own probing comes to no result. */
const BY_HALE_ALONE = [...BY_HALE, '--health-interval=1h'];

/** Images that differ in their healthcheck only. Each has `OK` in `/status` and in `/my status`. */
const IMAGES = {
  checked: 'HEALTHCHECK --interval=1s --timeout=30s CMD cat /status',
  disabled: 'HEALTHCHECK NONE',
  spaced: 'HEALTHCHECK --interval=1h CMD ["cat", "/my status"]',
};

/** Moby's `docker_cli_health_test.go` and `docker_cli_ps_test.go`, with hale doing the probing. */
describeEngines(
  (engine) => {
    beforeAll(async () => {
      const files = join(engine.folder, 'files.tar');
      await docker(engine, 'run', '--network=none', '--name=files', testImage, 'sh', '-c', WRITE);
      await docker(engine, 'export', '--output', files, 'files');
      for (const [image, healthcheck] of Object.entries(IMAGES))
        await docker(engine, 'import', '--change', SLEEP, '--change', healthcheck, files, image);
      await engine.removeContainers();
    });
    const WRITE = 'echo OK | tee /status > "/my status"';
    const SLEEP = 'CMD ["sleep", "infinity"]';

    const create = (name: string, ...args: string[]) =>
      docker(engine, 'create', '--network=host', '--name', name, ...args);
    const run = (name: string, ...args: string[]) =>
      docker(engine, 'run', '--detach', '--network=host', '--name', name, ...args);
    const read = (name: string, ...program: string[]) => docker(engine, 'exec', name, ...program);

    test('C1: a created container has no health, then it follows its file', async () => {
      const { becomes, inspect, health, told } = await checking(engine);
      await create('web', ...BY_HALE, 'checked');
      await until('it is created', () => told('web').at(-1) === 'created');
      expect(health('web')).toBeNull();
      const options: Healthcheck = { ...UNSET, test: READS_STATUS, intervalMs: 1_000, timeoutMs: 30_000 };
      expect((await inspect('web')).healthcheck).toEqual(options);
      await docker(engine, 'start', 'web');
      await becomes('web', 'healthy');
      await read('web', 'rm', '/status');
      await becomes('web', 'unhealthy');
      await read('web', 'sh', '-c', 'echo OK > /status');
      await becomes('web', 'healthy');
      expect(told('web')).toEqual(['created', 'starting', 'healthy', 'unhealthy', 'healthy']);
    });

    test('C2: a healthcheck that is switched off, by a flag or in the image, is none of hale either', async () => {
      const { inspect, health, told, watch } = await checking(engine);
      await run('flag', ...BY_HALE, '--no-healthcheck', 'checked');
      await run('image', ...BY_HALE, 'disabled');
      for (const name of ['flag', 'image']) {
        await until(`${name} runs`, () => told(name).at(-1) === 'running');
        expect((await inspect(name)).healthcheck?.test).toEqual(['NONE']);
        expect(health(name)).toBeNull();
      }
      expect(watch.checks).toMatchObject({ checks: 0, runs: 0, faults: [] });
    });

    test('C3: what the image has switched off can be switched on, by a healthcheck and by a label', async () => {
      const { becomes } = await checking(engine);
      await run('option', ...BY_HALE_ALONE, '--health-cmd=cat /status', 'disabled');
      await run('label', PACE, '--label=hale.check.exec=cat /status', 'disabled');
      for (const name of ['option', 'label'])
        expect(await becomes(name, 'healthy')).toMatchObject({
          failingStreak: 0,
          last: { exitCode: 0, output: 'OK\n' },
        });
    });

    test('C4: it takes as many failures as there are retries', async () => {
      const { becomes, health } = await checking(engine);
      await run('fatal', ...BY_HALE_ALONE, '--health-retries=3', '--health-cmd=cat /status', 'disabled');
      await becomes('fatal', 'healthy');
      await read('fatal', 'rm', '/status');
      await until('it fails', () => (health('fatal')?.failingStreak ?? 0) > 0);
      expect((await becomes('fatal', 'unhealthy')).failingStreak).toBeGreaterThanOrEqual(3);
    });

    test('C5: a probe that takes too long is a failure that says so, and is gone', async () => {
      const { becomes, watch } = await checking(engine);
      const flags = ['--health-cmd=sleep 5m', '--health-timeout=1s', '--health-retries=1'];
      await run('slow', ...BY_HALE_ALONE, ...flags, 'checked');
      const { last } = await becomes('slow', 'unhealthy');
      expect(last).toMatchObject({ exitCode: -1, output: 'Health check exceeded timeout (1s)' });
      expect(watch.checks?.leaks).toBe(0);
    });

    test('C6: the words of the exec form stay whole', async () => {
      const { becomes, inspect } = await checking(engine);
      await run('image', ...BY_HALE, 'spaced');
      await run('label', PACE, '--label=hale.check.exec=["cat", "/my status"]', 'disabled');
      expect((await inspect('image')).healthcheck?.test).toEqual(['CMD', 'cat', '/my status']);
      for (const name of ['image', 'label'])
        expect((await becomes(name, 'healthy')).last.output).toBe('OK\n');
    });

    test('C7: a variable without a value does not break the probes', async () => {
      const { becomes } = await checking(engine);
      await run('valueless', ...BY_HALE_ALONE, '--env=HALE_UNSET', '--health-cmd=env', 'checked');
      const env = await docker(engine, 'inspect', '--format={{json .Config.Env}}', 'valueless');
      expect(JSON.parse(env)).toContain('HALE_UNSET');
      const { last } = await becomes('valueless', 'healthy');
      expect(last.output).toContain('PATH=');
      expect(last.output).not.toContain('HALE_UNSET');
    });

    test('C8: hale ps selects by health, the engine’s own and what hale finds itself', async () => {
      const failing = ['--health-cmd=false', '--health-retries=1'];
      const passing = '--health-cmd=true';
      await run('unchecked', testImage);
      await run('disabled', '--no-healthcheck', 'checked');
      await run('well', passing, '--health-interval=200ms', testImage);
      await run('ill', ...failing, '--health-interval=200ms', testImage);
      await run('hale-well', ...BY_HALE_ALONE, passing, testImage);
      await run('hale-ill', ...BY_HALE_ALONE, ...failing, '--label=hale.retries=1', testImage);
      for (const [name, status] of [
        ['well', 'healthy'],
        ['ill', 'unhealthy'],
      ] as const)
        await until(`${name} is ${status}`, async () => {
          return (await docker(engine, 'inspect', '--format={{.State.Health.Status}}', name)) === status;
        });
      const env = { DOCKER_HOST: `unix://${engine.socket}` };
      const listed = async (health: string, ...flags: string[]): Promise<string[]> => {
        const { stdout } = await runHale([...flags, 'ps', '--json', '--health', health], { env });
        return (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name).toSorted();
      };
      const [none, healthy, unhealthy] = await Promise.all(
        ['none', 'healthy', 'unhealthy'].map((health) => listed(health)),
      );
      expect({ none, healthy, unhealthy }).toEqual({
        none: ['disabled', 'unchecked'],
        healthy: ['well'],
        unhealthy: ['ill'],
      });
      const probed = await Promise.all(
        ['healthy', 'unhealthy'].map((health) => listed(health, '--allow-exec')),
      );
      expect(probed).toEqual([
        ['hale-well', 'well'],
        ['hale-ill', 'ill'],
      ]);
      await engine.removeContainers();
    });
  },
  { kind: 'docker' },
);
