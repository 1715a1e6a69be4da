import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testEngine } from '../testing/engine.ts';
import { temporaryFolder } from '../testing/folder.ts';
import { receiver } from '../testing/receiver.ts';

const plain = { name: 'plain', was: { status: 'running', forMs: 60_000 } } as const;

async function watched(more: Readonly<Record<string, string>> = {}) {
  const engine = testEngine(plain);
  const env = { HALE_DATA: await temporaryFolder(), ...more };
  const { stdout, exit, stop } = engine.start(['agent'], { env });
  await expect.poll(() => stdout.lines).toHaveLength(1);
  onTestFinished(async () => {
    stop('SIGTERM');
    expect(await exit).toBe(0);
  });
  return { engine, health: (...argv: readonly string[]) => engine.run(['health', ...argv], { env }) };
}

describe('hale health', () => {
  it('is 0 while all is well', async () => {
    const { health } = await watched();
    expect(await health()).toEqual({ exitCode: 0, stdout: '✓ pass\n', stderr: '' });
    expect((await health('--json')).stdout).toBe('{"status":"pass","reasons":[]}\n');
  });

  it('is 0 and warns while somebody is not told', async () => {
    const ops = await receiver();
    ops.answer({ status: 410 });
    const { engine, health } = await watched({ HALE_WEBHOOK_URL: `${ops.origin}/hook` });
    await engine.engine.act('plain', { do: 'exit', code: 3 });
    await expect.poll(async () => (await health()).stdout).not.toBe('✓ pass\n');
    expect(await health()).toEqual({
      exitCode: 0,
      stdout: '! warn\n  webhook cannot be told: http-410\n',
      stderr: '',
    });
  });

  it('warns, by the port, of an agent that cannot write in its folder', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    const env = { HALE_DATA: file };
    const engine = testEngine(plain);
    const { stderr, exit, stop } = engine.start(['agent'], { env });
    await expect.poll(() => stderr.text).toContain('"watching"');
    const { listens } = JSON.parse(stderr.lines.at(-1) ?? '');
    expect(await engine.run(['health', '--listen', new URL(listens).host], { env })).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^! warn\n {2}CANNOT REMEMBER: .*\n$/),
      stderr: '',
    });
    stop('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('is 1 while the engine is out of sight', async () => {
    const { engine, health } = await watched();
    engine.reachable(false);
    await expect.poll(async () => (await health()).exitCode).toBe(1);
    expect(await health()).toEqual({
      exitCode: 1,
      stdout: '✗ fail\n  the engine is out of sight: nothing answers at unix:///test.sock\n',
      stderr: '',
    });
  });

  it('is 2 where no agent runs', async () => {
    const env = { HALE_DATA: await temporaryFolder(), HALE_LISTEN: '' };
    expect(await testEngine(plain).run(['health'], { env })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^hale: no agent is running for unix:\/\/\/test\.sock\n {2}Start one with hale agent, .*\n$/,
      ),
    });
  });

  it('says how to ask an agent that remembers nowhere', async () => {
    const env = { HALE_DATA: 'memory', HALE_LISTEN: '' };
    expect(await testEngine(plain).run(['health'], { env })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(
        /^hale: an agent without a data folder .*\n {2}Give both the same --listen/,
      ),
    });
  });

  it.each(['nonsense', '{"status":"great","reasons":[]}', '{}', 'x'.repeat(100_000)])(
    'is 2 where something else answers (%#)',
    async (text) => {
      const server = createServer((_, response) => response.end(text)).listen(0, '127.0.0.1');
      onTestFinished(() => void server.close());
      await expect.poll(() => server.listening).toBe(true);
      const { port } = server.address() as AddressInfo;
      expect(await testEngine(plain).run(['health', '--listen', `127.0.0.1:${port}`])).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: 'hale: what answers there is no agent of hale\n',
      });
    },
  );

  it('takes what it is told as text', async () => {
    const reasons = ['a\u{1b}[2J\nb'];
    const body = JSON.stringify({ status: 'warn', reasons });
    const server = createServer((_, response) => response.end(body)).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await expect.poll(() => server.listening).toBe(true);
    const { port } = server.address() as AddressInfo;
    const { stdout } = await testEngine(plain).run(['health', '--listen', `127.0.0.1:${port}`]);
    expect(stdout).toMatch(/^! warn\n {2}a[^\n\u{1b}]*b\n$/u);
  });
});
