import { describe, expect, it } from 'vitest';
import { answering } from '../testing/http.ts';
import { inspectExec } from './inspect.ts';

describe('inspectExec', () => {
  it.each([
    [
      'Docker, running',
      { Running: true, ExitCode: null, Pid: 41 },
      { running: true, exitCode: null, pid: 41 },
    ],
    ['Podman, running', { Running: true, ExitCode: 0, Pid: 41 }, { running: true, exitCode: null, pid: 41 }],
    ['ended', { Running: false, ExitCode: 3, Pid: 41 }, { running: false, exitCode: 3, pid: 41 }],
    ['not started', { Running: false }, { running: false, exitCode: null, pid: 0 }],
  ])('reads %s', async (_what, body, expected) => {
    const { engine, received } = answering(() => ({ body }));
    expect(await inspectExec(engine, 'e1')).toEqual(expected);
    expect(received).toMatchObject([{ method: 'GET', path: '/v1.45/exec/e1/json' }]);
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
