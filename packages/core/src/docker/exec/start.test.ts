import { describe, expect, it } from 'vitest';
import { Body } from '../../body.ts';
import { HaleError } from '../../error.ts';
import { answering, bytes } from '../testing/http.ts';
import { startExec } from './start.ts';

function frame(stream: 1 | 2, text: string): Uint8Array {
  const payload = bytes(text);
  return Uint8Array.of(stream, 0, 0, 0, 0, 0, 0, payload.length, ...payload);
}

async function started(tty = false) {
  const body = new Body(() => undefined);
  const { engine, received } = answering(() => ({ body }));
  const stop = new AbortController();
  return { body, received, stop, exec: await startExec(engine, 'e1', { tty, signal: stop.signal }) };
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('startExec', () => {
  it('posts a start without an upgrade, and without a deadline for its output', async () => {
    const { received } = await started();
    expect(received[0]).toMatchObject({
      method: 'POST',
      path: '/v1.45/exec/e1/start',
      body: '{"Detach":false,"Tty":false}',
    });
    expect(received[0]).not.toHaveProperty('timeoutMs');
    expect(received[0]?.headers).not.toHaveProperty('upgrade');
  });

  it('shows what came so far, then ends', async () => {
    const { body, exec } = await started();
    body.push(frame(1, 'out\n'));
    await settle();
    expect(exec.output.text).toBe('out\n');
    body.push(frame(2, 'err\n'));
    body.end();
    await exec.ended;
    expect([exec.output.text, exec.output.stderr]).toEqual(['out\nerr\n', 'err\n']);
  });

  it('takes the bytes of a terminal as they are', async () => {
    const { body, received, exec } = await started(true);
    body.push(bytes('\u0001\u0000 as they are'));
    body.end();
    await exec.ended;
    expect(exec.output.text).toBe('\u0001\u0000 as they are');
    expect(received[0]?.body).toContain('"Tty":true');
  });

  it('reads all output on, though it keeps little', async () => {
    const { body, exec } = await started();
    for (let n = 0; n < 100; n++) body.push(frame(1, 'x'.repeat(200)));
    body.push(frame(2, 'last'));
    body.end();
    await exec.ended;
    expect(exec.output).toMatchObject({ truncated: true, text: `${'x'.repeat(4096)}...` });
  });

  it('knows an output that was cut inside a frame', async () => {
    const { body, exec } = await started();
    body.push(frame(1, 'whole').subarray(0, 10));
    body.end();
    await expect(exec.ended).rejects.toMatchObject({ code: 'unreachable' });
    expect(exec.output.text).toBe('wh');
  });

  it('passes on what broke the connection, and nobody has to listen', async () => {
    const { body, exec } = await started();
    const cut = new HaleError('unreachable', 'cut');
    body.end({ error: cut });
    await settle();
    await expect(exec.ended).rejects.toBe(cut);
  });

  it('ends with the reason of its signal', async () => {
    const { stop, exec } = await started();
    const reason = new Error('enough');
    stop.abort(reason);
    await expect(exec.ended).rejects.toBe(reason);
  });

  it('refuses bytes that are no frames', async () => {
    const { body, exec } = await started();
    body.push(bytes('not framed at all'));
    await expect(exec.ended).rejects.toMatchObject({ code: 'protocol' });
  });

  it('tells of a container that stopped meanwhile', async () => {
    const { engine } = answering(() => ({ status: 409, body: { message: 'container is not running' } }));
    await expect(startExec(engine, 'e1')).rejects.toMatchObject({ code: 'conflict' });
  });
});
