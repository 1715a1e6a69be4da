import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngineHttp } from '@hale/core/undici';
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { serveApp } from './serve.ts';

const app = new Hono().get('/', (context) => context.text('here'));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hale-serve-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('answers on a port, and says which', async () => {
  const served = await serveApp(app, { host: '127.0.0.1', port: 0 });

  expect(served.label).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await (await fetch(served.label)).text()).toBe('here');
  await served.close();
  await expect(fetch(served.label)).rejects.toThrow('fetch failed');
});

it('answers on a Unix socket that is its owner’s alone, and replaces what is left of another', async () => {
  const path = join(folder, 'hale.sock');
  await writeFile(path, 'left behind');

  const served = await serveApp(app, { path });

  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const { http, close } = createEngineHttp({ kind: 'unix', path });
  expect((await http({ method: 'GET', url: 'http://hale/', timeoutMs: 5_000 })).status).toBe(200);
  await close();
  await served.close();
});

it('says what is wrong with a port that is taken, and what to do', async () => {
  const first = await serveApp(app, { host: '127.0.0.1', port: 0 });
  const port = Number(new URL(first.label).port);

  await expect(serveApp(app, { host: '127.0.0.1', port })).rejects.toMatchObject({
    code: 'refused',
    message: `cannot listen on 127.0.0.1:${port}: something else listens there`,
    hint: 'Choose another with --listen HOST:PORT.',
  });
  await first.close();
});
