import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyText, listen, serve, type TestServer, writeCertificates } from '../testing/index.ts';
import { connectEndpoint } from './connect.ts';
import { discoverEndpoint } from './discover.ts';
import { type Machine, thisMachine } from './machine.ts';

let folder = '';
let server: TestServer;
let elsewhere: TestServer;
let plain: TestServer;

async function serveTls(files: string): Promise<TestServer> {
  const names = ['ca.pem', 'server-cert.pem', 'server-key.pem'];
  const [ca, cert, key] = await Promise.all(names.map((name) => readFile(join(folder, files, name))));
  const options = { ca, cert, key, requestCert: true, rejectUnauthorized: true };
  return listen(
    createServer(options, (request, response) => response.end(`pong ${request.url}`)),
    'tcp',
  );
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hale-tls-'));
  await Promise.all([
    writeCertificates(join(folder, 'right'), 'DNS:localhost,IP:127.0.0.1'),
    writeCertificates(join(folder, 'other'), 'DNS:localhost,IP:127.0.0.1'),
    writeCertificates(join(folder, 'elsewhere'), 'DNS:elsewhere.example'),
  ]);
  server = await serveTls('right');
  elsewhere = await serveTls('elsewhere');
  plain = await serve((_request, response) => response.end('pong'), 'tcp');
});
afterAll(async () => {
  await Promise.all([server, elsewhere, plain].map(({ close }) => close()));
  await rm(folder, { recursive: true });
});

/** Pings what the settings lead to, all the way from `DOCKER_HOST`. */
async function ping(env: Record<string, string>): Promise<string> {
  const machine: Machine = { ...thisMachine(), home: folder, env };
  const found = await discoverEndpoint({}, machine);
  if (found.kind === 'none') throw new Error('no endpoint');
  const { http, close } = await connectEndpoint(found.endpoint, {}, machine);
  try {
    const { body } = await http({ method: 'GET', url: 'http://docker/_ping', timeoutMs: 10_000 });
    return await bodyText(body);
  } finally {
    await close();
  }
}

const tls = (name: string, files: string, { port } = server) => ({
  DOCKER_HOST: `tcp://${name}:${port}`,
  DOCKER_TLS_VERIFY: '1',
  DOCKER_CERT_PATH: join(folder, files),
});

describe('an engine behind mutual TLS', () => {
  it('answers a client with the right certificate, by name and by address', async () => {
    expect(await ping(tls('127.0.0.1', 'right'))).toBe('pong /_ping');
    expect(await ping(tls('localhost', 'right'))).toBe('pong /_ping');
  });

  it('is not trusted if another authority signed it', async () => {
    await expect(ping(tls('127.0.0.1', 'other'))).rejects.toMatchObject({
      code: 'tls',
      path: 'DOCKER_CERT_PATH',
      message: expect.stringContaining('no authority in ca.pem'),
    });
  });

  it('is not trusted under a name that its certificate does not hold', async () => {
    await expect(ping(tls('localhost', 'elsewhere', elsewhere))).rejects.toMatchObject({
      code: 'tls',
      message: expect.stringContaining('another name'),
    });
  });

  it('asks for a client certificate, which the error says', async () => {
    await mkdir(join(folder, 'half'));
    await copyFile(join(folder, 'right', 'ca.pem'), join(folder, 'half', 'ca.pem'));
    await expect(ping(tls('127.0.0.1', 'half'))).rejects.toMatchObject({
      code: 'tls',
      path: 'DOCKER_CERT_PATH',
      message: expect.stringContaining('client certificate'),
    });
  });

  it('does not understand plain HTTP, which the error says', async () => {
    await expect(ping({ DOCKER_HOST: `tcp://127.0.0.1:${server.port}` })).rejects.toMatchObject({
      code: 'unreachable',
      path: 'DOCKER_TLS_VERIFY',
    });
  });

  it('is no TLS if the port is a plain one, which the error says', async () => {
    const env = { ...tls('127.0.0.1', 'right'), DOCKER_HOST: `tcp://127.0.0.1:${plain.port}` };
    await expect(ping(env)).rejects.toMatchObject({ code: 'tls', path: 'DOCKER_TLS_VERIFY' });
  });

  it('names a file that cannot be used', async () => {
    const files = { ca: join(folder, 'right', 'key.pem') };
    const { http, close } = await connectEndpoint({
      kind: 'tls',
      host: '127.0.0.1',
      port: server.port,
      verify: true,
      files,
    });
    await expect(http({ method: 'GET', url: 'http://docker/' })).rejects.toMatchObject({ code: 'tls' });
    await close();
    const gone = { ca: join(folder, 'gone.pem') };
    const endpoint = {
      kind: 'tls',
      host: '127.0.0.1',
      port: server.port,
      verify: true,
      files: gone,
    } as const;
    await expect(connectEndpoint(endpoint)).rejects.toMatchObject({ code: 'bad-input', path: gone.ca });
  });
});

describe('connectEndpoint', () => {
  it('reaches a loopback port without TLS', async () => {
    expect(await ping({ DOCKER_HOST: `tcp://localhost:${plain.port}` })).toBe('pong');
  });

  it('says that there is no such socket, and that nothing listens on one', async () => {
    const path = join(folder, 'gone.sock');
    await expect(ping({ DOCKER_HOST: `unix://${path}` })).rejects.toMatchObject({
      code: 'unreachable',
      message: `unix://${path}: there is no such socket`,
      hint: expect.stringContaining('DOCKER_HOST'),
    });
  });
});
