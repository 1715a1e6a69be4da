import { expect, test } from 'vitest';
import { describeEngines } from '../rig/index.ts';
import { byHale, checking, docker } from './checking.ts';

const FLIP = 'if [ -e /ok ]; then rm /ok; else touch /ok; fi';
const FLIPS_ON_USR1 = ['sh', '-c', `trap '${FLIP}' USR1; touch /ok; while :; do sleep 0.1; done`];
const THIRD_RUN_PASSES = 'echo >> /runs; [ $(wc -l < /runs) -ge 3 ]';

/** Moby's `integration/container/health_test.go`, with hale doing the probing. */
describeEngines(
  (engine) => {
    test('I1: a probe is run in the working directory, and without a terminal though the container has one', async () => {
      const { becomes } = await checking(engine);
      const check = byHale(['CMD-SHELL', 'pwd; test -t 1 && echo tty; [ "$PWD" = /foo ]'], {
        interval: '50ms',
      });
      await engine.runContainer({ name: 'placed', tty: true, body: { WorkingDir: '/foo' }, ...check });
      expect((await becomes('placed', 'healthy')).last).toMatchObject({ exitCode: 0, output: '/foo\n' });
    });

    test('I2: a signal does not end the probing, and what it changes is found out', async () => {
      const { becomes, told } = await checking(engine);
      const check = byHale(['CMD', 'test', '-e', '/ok'], { interval: '200ms', retries: '5' });
      await engine.runContainer({ name: 'flipping', cmd: FLIPS_ON_USR1, ...check });
      await becomes('flipping', 'healthy');
      await docker(engine, 'kill', '--signal', 'USR1', 'flipping');
      expect((await becomes('flipping', 'unhealthy')).failingStreak).toBeGreaterThanOrEqual(5);
      await docker(engine, 'kill', '--signal', 'USR1', 'flipping');
      expect((await becomes('flipping', 'healthy')).failingStreak).toBe(0);
      expect(told('flipping').filter((condition) => condition !== 'created')).toEqual([
        'starting',
        'healthy',
        'unhealthy',
        'healthy',
      ]);
    });

    test('I3: what a probe printed before its timeout is told with it', async () => {
      const { becomes } = await checking(engine);
      const pace = { interval: '100ms', timeout: '50ms', retries: '1' };
      const check = byHale(['CMD-SHELL', 'echo "logs logs logs" && sleep 60'], pace);
      await engine.runContainer({ name: 'slow', ...check });
      const printed = 'Health check exceeded timeout (50ms): logs logs logs\n';
      const { last } = await becomes('slow', 'unhealthy', ({ log }) => log.at(-1)?.output === printed);
      expect(last.exitCode).toBe(-1);
    });

    test('I4: the start interval is the pace until the first success, and the interval from then on', async () => {
      const { becomes, inspect } = await checking(engine);
      const intervalMs = 3_000;
      const labels = {
        'hale.check.exec': THIRD_RUN_PASSES,
        'hale.interval': `${intervalMs}ms`,
        'hale.start-interval': '100ms',
        'hale.start-period': '30s',
      };
      await engine.runContainer({ name: 'started', labels });
      const first = await becomes('started', 'healthy');
      expect(first.log.map(({ exitCode }) => exitCode)).toEqual([1, 1, 0]);
      const { startedAt } = (await inspect('started')).state;
      expect(Date.parse(first.last.start) - Date.parse(startedAt)).toBeLessThan(intervalMs);
      const second = await becomes('started', 'healthy', ({ log }) => log.length === 4);
      const pauseMs = Date.parse(second.last.start) - Date.parse(first.last.start);
      expect(pauseMs).toBeGreaterThanOrEqual(intervalMs);
    });
  },
  { kind: 'docker' },
);
