import { describe, expect, it } from 'vitest';
import { answering, engineOver } from '../testing/http.ts';
import { inspectExec } from './inspect.ts';

describe('inspectExec', () => {
  it.each([
    ['created', { Running: false, ExitCode: null, Pid: 0 }, { running: false, exitCode: null, pid: 0 }],
    ['running', { Running: true, ExitCode: null, Pid: 41 }, { running: true, exitCode: null, pid: 41 }],
    ['ended', { Running: false, ExitCode: 3, Pid: 41 }, { running: false, exitCode: 3, pid: 41 }],
    ['little', { Running: false }, { running: false, exitCode: null, pid: 0 }],
  ])('reads %s, as Docker says it', async (_what, body, expected) => {
    const { engine, received } = answering(() => ({ body: { ...body, CanRemove: false } }));
    expect(await inspectExec(engine, 'e1')).toEqual(expected);
    expect(received).toMatchObject([{ method: 'GET', path: '/v1.45/exec/e1/json' }]);
  });

  it.each([
    ['created', { Running: false, ExitCode: 0, Pid: 0, CanRemove: false }, { exitCode: null, pid: 0 }],
    ['running', { Running: true, ExitCode: 0, Pid: 41, CanRemove: false }, { exitCode: null, pid: 41 }],
    ['ended', { Running: false, ExitCode: 3, Pid: 0, CanRemove: true }, { exitCode: 3, pid: 0 }],
  ])('reads %s, as Podman says it', async (_what, body, expected) => {
    const { http } = answering(() => ({ body }));
    const engine = engineOver(http, { kind: 'podman' });
    expect(await inspectExec(engine, 'e1')).toEqual({ running: body.Running, ...expected });
  });

  it('is not-found once the engine has forgotten it', async () => {
    const { engine } = answering(() => ({ status: 404, body: { message: 'No such exec instance' } }));
    await expect(inspectExec(engine, 'e1')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('names what is amiss', async () => {
    const { engine } = answering(() => ({ body: { ExitCode: 0 } }));
    await expect(inspectExec(engine, 'e1')).rejects.toMatchObject({ code: 'protocol', path: 'Running' });
  });
});
