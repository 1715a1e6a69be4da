import { describe, expect, it } from 'vitest';
import { type Answer, answering, engineOver } from '../testing/http.ts';
import { removeExec } from './remove.ts';

function podman(answer: Answer) {
  const { http, received } = answering(() => answer);
  return { engine: engineOver(http, { kind: 'podman' }), received };
}

describe('removeExec', () => {
  it('asks Podman to end the process, at once or in the end', async () => {
    const { engine, received } = podman({ status: 200 });
    await removeExec(engine, 'e1');
    expect(received).toMatchObject([
      { method: 'POST', path: '/v1.45/libpod/exec/e1/remove', body: '{"Force":true}' },
    ]);
  });

  it('asks no Docker', async () => {
    const { engine, received } = answering(() => ({}));
    await expect(removeExec(engine, 'e1')).rejects.toMatchObject({ code: 'unsupported' });
    expect(received).toEqual([]);
  });

  it.each([
    ['a Podman without the call', { status: 404, body: 'Not Found\n' }, 'unsupported'],
    ['an exec that is no more', { status: 404, body: { message: 'no such exec session' } }, 'not-found'],
    ['a Podman that fails', { status: 500, body: { message: 'oops' } }, 'engine'],
  ])('tells %s', async (_what, answer, code) => {
    await expect(removeExec(podman(answer).engine, 'e1')).rejects.toMatchObject({ code });
  });

  it('sends nothing for what is no id', async () => {
    const { engine, received } = podman({});
    await expect(removeExec(engine, '../x')).rejects.toMatchObject({ code: 'bad-input', path: 'exec' });
    expect(received).toEqual([]);
  });
});
