import { describe, expect, test } from 'vitest';
import { until } from '../rig/until.ts';
import type { Habits } from './habits.ts';
import { createExec, inspectExec, run } from './program.ts';
import type { Recorder } from './recorder.ts';
import { post, type Subject } from './subject.ts';

/** Section 4.4, and the measured table of what an exec's inspect says. */
export function execs(subject: Subject, recorder: Recorder, { kind, missingProgram }: Habits): void {
  const isDocker = kind === 'docker';

  describe.concurrent('exec', () => {
    test('the streams are apart and the exit code is known once they end', async () => {
      const { id } = await subject.runContainer();
      const ran = await run(subject, id, ['sh', '-c', 'echo out; echo err >&2; exit 3']);
      expect(ran).toMatchObject({ stdout: 'out\n', stderr: 'err\n', exitCode: 3 });
      // 4.4: Podman 4.3 reports Pid 0 of every exec that is over.
      expect(ran.pid > 0).toBe(isDocker);
    });

    test('while it runs', async () => {
      const { id } = await subject.runContainer();
      const execId = await createExec(subject, id, ['sleep', '1000']);
      expect(await post(subject, `/exec/${execId}/start`, { Detach: true })).toBe(200);
      const running = await until('it runs', async () => {
        const inspected = await inspectExec(subject, execId);
        return inspected.Running && inspected.Pid > 0 && inspected;
      });
      expect(running.ExitCode).toBe(isDocker ? null : 0);
    });

    test('an exit code of 126 is not a failure to start', async () => {
      const { id } = await subject.runContainer();
      const ran = await run(subject, id, ['sh', '-c', 'exit 126']);
      expect([ran.exitCode, ran.pid > 0, ran.stdout + ran.stderr]).toEqual([126, isDocker, '']);
    });

    test('a missing program', async () => {
      const { id } = await subject.runContainer();
      const { stdout, stderr, exitCode, pid, execId } = await run(subject, id, ['/nope']);
      expect([exitCode, pid]).toEqual([missingProgram.exitCode, 0]);
      expect(stdout).toMatch(missingProgram.stdout);
      expect(stderr).toMatch(missingProgram.stderr);
      await recorder.catchUp();
      const told = recorder.of(id).filter(({ attributes }) => attributes['execID'] === execId);
      expect(told.map(({ action }) => action)).toEqual(missingProgram.told);
    });

    if (!isDocker) return;

    test('what is told of it', async () => {
      const { id } = await subject.runContainer();
      const { execId } = await run(subject, id, ['sh', '-c', 'exit 3']);
      const told = (): string[] =>
        recorder
          .of(id)
          .filter(({ attributes }) => attributes['execID'] === execId)
          .map(({ action, attributes }) => `${action} ${attributes['exitCode'] ?? ''}`);
      await until('it is over', () => told().length === 3);
      expect(told()).toEqual(['exec_create: sh -c exit 3 ', 'exec_start: sh -c exit 3 ', 'exec_die 3']);
    });

    test('a second start says so in the stream', async () => {
      const { id } = await subject.runContainer();
      const { execId } = await run(subject, id, ['true']);
      const { status, body } = await subject.call('POST', `/exec/${execId}/start`, { Detach: false });
      expect(status).toBe(200);
      expect(body).toContain(`Error: Exec command ${execId} has already run\r\n`);
    });

    test('a detached start of a missing program is refused', async () => {
      const { id } = await subject.runContainer();
      const execId = await createExec(subject, id, ['/nope']);
      const { status, body } = await subject.call('POST', `/exec/${execId}/start`, { Detach: true });
      expect([status, body]).toEqual([
        400,
        { message: expect.stringMatching(/^OCI runtime exec failed: .*\/nope/) },
      ]);
    });

    test('it dies with its container', async () => {
      const { id } = await subject.runContainer();
      const execId = await createExec(subject, id, ['sleep', '1000']);
      await post(subject, `/exec/${execId}/start`, { Detach: true });
      await post(subject, `/containers/${id}/kill`);
      await until('it is over', async () => !(await inspectExec(subject, execId)).Running);
      expect((await inspectExec(subject, execId)).ExitCode).toBe(137);
    });
  });
}
