import { describe, expect, test } from 'vitest';
import { until } from '../rig/until.ts';
import type { Habits } from './habits.ts';
import { run, runObedient, untilStatus } from './program.ts';
import type { Recorder } from './recorder.ts';
import { type HealthState, inspect, post, type Subject } from './subject.ts';

const CHECK = { test: ['CMD', 'test', '!', '-e', '/bad'], intervalMs: 200, retries: 2 };

/** Native checks: sections 1.5 to 1.9 and 1.13. */
export function health(subject: Subject, recorder: Recorder, { keepsTimedOutOutput }: Habits): void {
  async function healthOf(id: string): Promise<HealthState | undefined> {
    return (await inspect(subject, id)).State.Health;
  }

  async function untilHealth(id: string, status: string): Promise<void> {
    await until(`it is ${status}`, async () => (await healthOf(id))?.Status === status);
  }

  /** Two more results than now. */
  async function lookTwice(id: string): Promise<void> {
    const last = (await healthOf(id))?.Log?.at(-1)?.Start;
    await until('two more results', async () => {
      const log = (await healthOf(id))?.Log ?? [];
      return log.findIndex(({ Start }) => Start === last) < log.length - 2;
    });
  }

  /** What is told of its health. */
  async function toldOf(id: string): Promise<string[]> {
    return (await recorder.story(id, 0)).filter((event) => event.startsWith('health_status'));
  }

  describe.concurrent('health', () => {
    test('there is none before the start, and none without a check', async () => {
      const checked = await subject.runContainer({ health: CHECK, start: false });
      const plain = await subject.runContainer({ health: { test: ['NONE'] } });
      expect([await healthOf(checked.id), await healthOf(plain.id)]).toEqual([undefined, undefined]);
    });

    test('it begins as starting with an empty log', async () => {
      const { id } = await subject.runContainer({ health: { ...CHECK, intervalMs: 60_000 } });
      expect(await healthOf(id)).toEqual({ Status: 'starting', FailingStreak: 0, Log: [] });
    });

    test('changes are told, and only changes', async () => {
      const { id } = await subject.runContainer({ health: CHECK });
      await untilHealth(id, 'healthy');
      await lookTwice(id);
      await run(subject, id, ['touch', '/bad']);
      await untilHealth(id, 'unhealthy');
      await lookTwice(id);
      expect((await healthOf(id))?.FailingStreak).toBeGreaterThanOrEqual(4);
      await run(subject, id, ['rm', '/bad']);
      await untilHealth(id, 'healthy');
      expect(await healthOf(id)).toMatchObject({ FailingStreak: 0 });
      expect((await healthOf(id))?.Log).toHaveLength(5);
      expect(await toldOf(id)).toEqual([
        'health_status: healthy',
        'health_status: unhealthy',
        'health_status: healthy',
      ]);
    });

    test('a pause makes it unhealthy without a word, and healthy is told a second time', async () => {
      const { id } = await subject.runContainer({ health: CHECK });
      await untilHealth(id, 'healthy');
      await post(subject, `/containers/${id}/pause`);
      expect(await healthOf(id)).toMatchObject({ Status: 'unhealthy', FailingStreak: 0 });
      await post(subject, `/containers/${id}/unpause`);
      await untilHealth(id, 'healthy');
      expect(await toldOf(id)).toEqual(['health_status: healthy', 'health_status: healthy']);
    });

    test('one that fails after a pause is never told unhealthy', async () => {
      const { id } = await subject.runContainer({ health: CHECK });
      await untilHealth(id, 'healthy');
      await run(subject, id, ['touch', '/bad']);
      await post(subject, `/containers/${id}/pause`);
      await post(subject, `/containers/${id}/unpause`);
      await until('it has failed', async () => ((await healthOf(id))?.FailingStreak ?? 0) >= 3);
      expect(await toldOf(id)).toEqual(['health_status: healthy']);
    });

    test('a stop makes it unhealthy without a word; a start begins anew and keeps the log', async () => {
      const id = await runObedient(subject, { health: { ...CHECK, intervalMs: 1500 } });
      await untilHealth(id, 'healthy');
      await post(subject, `/containers/${id}/stop`);
      await untilStatus(subject, id, 'exited');
      const stopped = await healthOf(id);
      expect(stopped).toMatchObject({ Status: 'unhealthy', FailingStreak: 0 });
      await post(subject, `/containers/${id}/start`);
      expect(await healthOf(id)).toEqual({ ...stopped, Status: 'starting' });
      expect(await toldOf(id)).toEqual(['health_status: healthy']);
    });

    test('a check past its timeout counts as -1', async () => {
      const slow = { test: ['CMD-SHELL', 'echo hi; sleep 10'], intervalMs: 200, timeoutMs: 300, retries: 1 };
      const { id } = await subject.runContainer({ health: slow });
      await untilHealth(id, 'unhealthy');
      expect((await healthOf(id))?.Log?.[0]).toMatchObject({
        ExitCode: -1,
        Output: `Health check exceeded timeout (300ms)${keepsTimedOutOutput ? ': hi\n' : ''}`,
      });
    });

    test('a check that cannot start counts as -1, with the reason', async () => {
      const { id } = await subject.runContainer({
        health: { test: ['CMD', '/nope'], intervalMs: 200, retries: 1 },
      });
      await untilHealth(id, 'unhealthy');
      const result = (await healthOf(id))?.Log?.[0];
      expect(result?.ExitCode).toBe(-1);
      expect(result?.Output).toMatch(
        /^OCI runtime exec failed: .*"\/nope": .*no such file or directory: unknown$/,
      );
    });

    test('an exit code is kept as it is, with both streams of output', async () => {
      const check = { test: ['CMD-SHELL', 'echo out; echo err >&2; exit 7'], intervalMs: 200, retries: 1 };
      const { id } = await subject.runContainer({ health: check });
      await untilHealth(id, 'unhealthy');
      const result = (await healthOf(id))?.Log?.[0];
      expect(result?.ExitCode).toBe(7);
      expect(result?.Output.split('\n').toSorted()).toEqual(['', 'err', 'out']);
    });

    test('within the start period a failure is only logged', async () => {
      const check = { ...CHECK, startPeriodMs: 60_000, startIntervalMs: 200, retries: 1 };
      const { id } = await subject.runContainer({ health: check, body: {} });
      await untilHealth(id, 'healthy');
      const failing = { ...check, test: ['CMD', 'false'] };
      const { id: other } = await subject.runContainer({ health: failing });
      await until('a result', async () => ((await healthOf(other))?.Log ?? []).length > 0);
      expect(await healthOf(other)).toMatchObject({ Status: 'starting', FailingStreak: 0 });
    });

    test('the list calls paused and exited ones unhealthy, and says of the paused one only that', async () => {
      const labels = { conformance: 'health-list' };
      const paused = await subject.runContainer({ health: CHECK, labels });
      const exited = await subject.runContainer({ health: CHECK, labels });
      const well = await subject.runContainer({ health: CHECK, labels });
      await Promise.all([paused, exited, well].map(({ id }) => untilHealth(id, 'healthy')));
      await post(subject, `/containers/${paused.id}/pause`);
      await post(subject, `/containers/${exited.id}/kill`);
      await untilStatus(subject, exited.id, 'exited');
      const list = async (status: string): Promise<Map<string, string>> => {
        const filters = JSON.stringify({ health: [status], label: ['conformance=health-list'] });
        const path = `/containers/json?all=1&filters=${encodeURIComponent(filters)}`;
        const { body } = await subject.call<{ Id: string; Status: string }[]>('GET', path);
        return new Map(body.map(({ Id, Status }) => [Id, Status]));
      };
      const unhealthy = await list('unhealthy');
      expect([...unhealthy.keys()].toSorted()).toEqual([paused.id, exited.id].toSorted());
      expect(unhealthy.get(paused.id)).toMatch(/^Up .* \(Paused\)$/);
      expect(unhealthy.get(exited.id)).toMatch(/^Exited \(137\) .* ago$/);
      expect((await list('healthy')).get(well.id)).toMatch(/^Up .* \(healthy\)$/);
    });
  });
}
