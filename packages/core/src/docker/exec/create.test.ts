import { describe, expect, it } from 'vitest';
import { answering } from '../testing/http.ts';
import { createExec } from './create.ts';

describe('createExec', () => {
  it('asks for both streams and nothing else, as the container itself would run it', async () => {
    const { engine, received } = answering(() => ({ status: 201, body: { Id: 'e1' } }));
    expect(await createExec(engine, 'web', { cmd: ['test', '-f', '/my file'] })).toBe('e1');
    expect(received).toMatchObject([{ method: 'POST', path: '/v1.45/containers/web/exec' }]);
    expect(JSON.parse(String(received[0]?.body))).toEqual({
      Cmd: ['test', '-f', '/my file'],
      AttachStdout: true,
      AttachStderr: true,
    });
  });

  it.each([
    [404, 'not-found'],
    [409, 'conflict'],
    [400, 'bad-input'],
  ])('tells %i as %s', async (status, code) => {
    const { engine } = answering(() => ({ status, body: { message: 'no' } }));
    await expect(createExec(engine, 'web', { cmd: [] })).rejects.toMatchObject({ code });
  });

  it('names both rules that a proxy lacks', async () => {
    const { engine } = answering(() => ({ status: 403 }));
    await expect(createExec(engine, 'web', { cmd: ['x'] })).rejects.toMatchObject({
      hint: expect.stringContaining('EXEC=1 and POST=1'),
    });
  });

  it('sends nothing for what is no name', async () => {
    const { engine, received } = answering(() => ({}));
    await expect(createExec(engine, '', { cmd: ['x'] })).rejects.toMatchObject({ code: 'bad-input' });
    expect(received).toEqual([]);
  });
});
