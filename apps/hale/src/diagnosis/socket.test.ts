import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checkSocket } from './socket.ts';

async function socketWithMode(mode: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hale-socket-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'engine.sock');
  await writeFile(path, '');
  await chmod(path, mode);
  return `unix://${path}`;
}

it('says who may use it', async () => {
  expect(await checkSocket(await socketWithMode(0o660))).toMatchObject({
    verdict: 'fine',
    text: expect.stringMatching(/^owner \d+, group \d+, mode 0660$/),
  });
});

it('warns when everybody may', async () => {
  const label = await socketWithMode(0o666);
  expect(await checkSocket(label)).toMatchObject({
    verdict: 'warning',
    advice: `Take the right from others: chmod o-rw ${label.slice('unix://'.length)}`,
  });
});

it('has nothing to say of other endpoints, or of a socket that is not there', async () => {
  expect(await checkSocket('tcp://127.0.0.1:2375')).toBeNull();
  expect(await checkSocket('unix:///nonexistent/engine.sock')).toBeNull();
});
