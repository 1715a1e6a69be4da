import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { bodyText, describeHttp, listen, serve, serveBytes, writeCertificates } from '../testing/index.ts';
import { createTargetHttp, type TargetTls } from './target.ts';

const VERIFYING: TargetTls = { verify: true, serverName: null };
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function target(tls: Partial<TargetTls> = {}) {
  const { http, close } = createTargetHttp({ ...VERIFYING, ...tls });
  cleanups.push(close);
  return (url: string) => http({ method: 'GET', url, timeoutMs: 5_000 });
}

describeHttp('undici to any target', { on: 'tcp', reuses: false }, () => createTargetHttp(VERIFYING));

describe('createTargetHttp', () => {
  it('opens a connection for each request, and keeps none', async () => {
    const server = await serve((_request, response) => response.end('ok'), 'tcp');
    cleanups.push(server.close);
    const get = target();
    for (let count = 1; count <= 3; count++) {
      expect(await bodyText((await get(`http://127.0.0.1:${server.port}/`)).body)).toBe('ok');
      expect(server.accepted()).toBe(count);
    }
    await expect.poll(server.open).toBe(0);
  });

  it('follows no redirect', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    }, 'tcp');
    cleanups.push(server.close);
    expect((await target()(`http://127.0.0.1:${server.port}/`)).status).toBe(302);
  });

  it('names the target where it cannot be reached', async () => {
    const server = await serve(() => undefined, 'tcp');
    await server.close();
    const origin = `http://127.0.0.1:${server.port}`;
    await expect(target()(`${origin}/ready?token=secret`)).rejects.toMatchObject({
      code: 'unreachable',
      message: `${origin}: nothing listens there`,
    });
  });

  it.each(['/ready', 'ftp://host/', 'http://a b/', 'http://me@host/', ''])(
    'refuses %j as a URL',
    async (url) => {
      await expect(target()(url)).rejects.toMatchObject({ code: 'bad-input', path: 'url' });
    },
  );

  it('tells what speaks no HTTP, and what speaks no TLS', async () => {
    const server = await serveBytes((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'), 'tcp');
    cleanups.push(server.close);
    const host = `127.0.0.1:${server.port}`;
    await expect(target()(`http://${host}/`)).rejects.toMatchObject({ code: 'protocol' });
    await expect(target()(`https://${host}/`)).rejects.toMatchObject({
      code: 'tls',
      message: `https://${host}: what listens there does not speak TLS`,
    });
  });

  it('verifies a certificate, its name, or neither, as it is told', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hale-'));
    cleanups.push(() => rm(folder, { recursive: true }));
    await writeCertificates(folder, 'DNS:web.example');
    const [cert, key] = await Promise.all(
      ['server-cert.pem', 'server-key.pem'].map((name) => readFile(join(folder, name))),
    );
    const names: unknown[] = [];
    const tls = createServer({ cert, key }, (request, response) => {
      names.push(Reflect.get(request.socket, 'servername'));
      response.end('ok');
    });
    const server = await listen(tls, 'tcp');
    cleanups.push(server.close);
    const url = `https://127.0.0.1:${server.port}/`;
    await expect(target()(url)).rejects.toMatchObject({
      code: 'tls',
      message: expect.stringContaining('no authority that this machine trusts'),
    });
    expect((await target({ verify: false })(url)).status).toBe(200);
    expect((await target({ verify: false, serverName: 'web.example' })(url)).status).toBe(200);
    expect(names).toEqual([false, 'web.example']);
  });
});
