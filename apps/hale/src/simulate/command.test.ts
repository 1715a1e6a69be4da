import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { MAX_CONTAINERS } from '@hale/core/simulate';
import { expect, onTestFinished, test } from 'vitest';
import { record } from '../testing/recording.ts';
import { type SimulateOptions, simulate } from './command.ts';

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hale-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function list(socketPath: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    get({ socketPath, path: '/containers/json?all=1', agent: false }, (response) =>
      resolve(json(response)),
    ).on('error', reject);
  });
}

async function begin(options: Omit<SimulateOptions, 'socket'> = {}) {
  const socket = join(temporary(), 'engine.sock');
  const { io, stdout, stderr, stop } = record();
  const exit = simulate({ socket, ...options }, io);
  await expect.poll(() => stdout.text).not.toBe('');
  return { socket, stdout, stderr, stop, exit };
}

test('it says where it is, serves the cast, and takes its socket away when stopped', async () => {
  const { socket, stdout, stop, exit } = await begin();
  expect(stdout.text).toBe(
    `11 simulated containers at unix://${socket}, for hale --host and docker --host. Ctrl-C ends them.\n`,
  );
  expect(await list(socket)).toHaveLength(11);
  stop('SIGINT');
  await expect(exit).rejects.toMatchObject({ exitCode: 130 });
  expect(existsSync(socket)).toBe(false);
});

test('as many containers as were asked for', async () => {
  const { socket, stdout, stop, exit } = await begin({ containers: 1 });
  expect(stdout.text).toMatch(/^1 simulated container at /);
  expect(await list(socket)).toHaveLength(1);
  stop('SIGTERM');
  await expect(exit).rejects.toMatchObject({ exitCode: 143 });
});

test('the same seed gives the same containers', async () => {
  const both = await Promise.all([begin({ seed: 7 }), begin({ seed: 7 })]);
  const ids = await Promise.all(
    both.map(async ({ socket }) => JSON.stringify(await list(socket)).match(/"Id":"\w+"/g)),
  );
  expect(ids[0]).toHaveLength(11);
  expect(ids[0]).toEqual(ids[1]);
  for (const { stop } of both) stop('SIGINT');
  await Promise.allSettled(both.map(({ exit }) => exit));
});

test('a script is played, and a step that cannot be is told on stderr', async () => {
  const script = join(temporary(), 'play');
  writeFileSync(script, '0s registry stop\n0s nobody pause\n');
  const { socket, stderr, stop, exit } = await begin({ script });
  await expect
    .poll(() => list(socket))
    .toContainEqual(expect.objectContaining({ Names: ['/registry'], State: 'exited' }));
  expect(stderr.text).toContain('No such container: nobody');
  stop('SIGINT');
  await expect(exit).rejects.toMatchObject({ exitCode: 130 });
});

test.each([
  [{ containers: -1 }, '--containers'],
  [{ containers: 1.5 }, '--containers'],
  [{ containers: MAX_CONTAINERS + 1 }, '--containers'],
  [{ script: '/nope/nope' }, '--script'],
])('%j is refused', async (options, path) => {
  const socket = join(temporary(), 'engine.sock');
  await expect(simulate({ socket, ...options }, record().io)).rejects.toMatchObject({
    code: 'bad-input',
    path,
  });
  expect(existsSync(socket)).toBe(false);
});

test('a wrong script is refused with its line', async () => {
  const script = join(temporary(), 'play');
  writeFileSync(script, '# first\n2s web dance\n');
  const socket = join(temporary(), 'engine.sock');
  await expect(simulate({ socket, script }, record().io)).rejects.toMatchObject({
    code: 'bad-input',
    path: 'line 2: act',
  });
});
