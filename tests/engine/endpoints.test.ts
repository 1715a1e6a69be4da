import { once } from 'node:events';
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream';
import { connectEndpoint, discoverEndpoint, type EndpointFlags, thisMachine } from '@hale/core/node';
import { contextFiles, writeCertificates } from '@hale/core/testing';
import { beforeAll, expect, it } from 'vitest';
import { describeEngine, describeEngines, type Engine } from './rig/index.ts';

/** Pings the engine that the settings lead to, and nothing else of this machine. */
async function ping(
  env: Record<string, string>,
  { home, ...flags }: EndpointFlags & { readonly home: string },
): Promise<{ from: string; api: string | undefined }> {
  const machine = { ...thisMachine(), home, env };
  const found = await discoverEndpoint(flags, machine);
  if (found.kind === 'none') throw new Error(`no engine at ${found.looked.join(', ')}`);
  const { http, close } = await connectEndpoint(found.endpoint, {}, machine);
  try {
    const url = 'http://docker/_ping';
    const { status, headers } = await http({ method: 'GET', url, timeoutMs: 30_000 });
    expect(status).toBe(200);
    return { from: found.from, api: headers['api-version'] };
  } finally {
    await close();
  }
}

const anApiVersion = expect.stringMatching(/^1\.\d+$/);

async function writeFiles(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, text);
  }
}

describeEngines((engine) => {
  const home = engine.folder;
  const host = `unix://${engine.socket}`;

  it('answers at DOCKER_HOST and at --host', async () => {
    expect(await ping({ DOCKER_HOST: host }, { home })).toEqual({ from: 'DOCKER_HOST', api: anApiVersion });
    expect(await ping({}, { home, host })).toEqual({ from: '--host', api: anApiVersion });
  });

  it('is gone once it is killed, which is an error and not nothing', async () => {
    await engine.kill();
    await expect(ping({ DOCKER_HOST: host }, { home })).rejects.toMatchObject({ code: 'unreachable' });
    await engine.restart();
    expect(await ping({ DOCKER_HOST: host }, { home })).toMatchObject({ api: anApiVersion });
  });
});

const docker = (body: (engine: Engine) => void): void => {
  describeEngine('docker-20.10', body, { tls: true });
  describeEngine('docker-26.1', body, { tls: true });
};

docker((engine) => {
  const home = join(engine.folder, 'home');
  const cli = { DOCKER_CONFIG: join(engine.folder, 'cli') };
  const tls = (folder: string) => ({
    DOCKER_HOST: engine.tcp,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: join(home, folder),
  });

  beforeAll(async () => {
    await mkdir(join(home, 'half'), { recursive: true });
    await copyFile(join(engine.certPath, 'ca.pem'), join(home, 'half', 'ca.pem'));
    await writeCertificates(join(home, 'other'), 'DNS:localhost');
  });

  it('answers over mutual TLS', async () => {
    const env = { ...tls('half'), DOCKER_CERT_PATH: engine.certPath };
    expect(await ping(env, { home })).toEqual({ from: 'DOCKER_HOST', api: anApiVersion });
    const byName = { ...env, DOCKER_HOST: engine.tcp.replace('127.0.0.1', 'localhost') };
    expect(await ping(byName, { home })).toMatchObject({ api: anApiVersion });
  });

  it('wants a client certificate, and the error names DOCKER_CERT_PATH', async () => {
    await expect(ping(tls('half'), { home })).rejects.toMatchObject({
      code: 'tls',
      path: 'DOCKER_CERT_PATH',
      message: expect.stringContaining('client certificate'),
    });
  });

  it('is not taken for an engine of another authority, nor under another name', async () => {
    await expect(ping(tls('other'), { home })).rejects.toMatchObject({
      code: 'tls',
      message: expect.stringContaining('no authority in ca.pem'),
    });
    const behind = createServer((socket) => {
      const engineSide = connect(Number(new URL(engine.tcp).port), '127.0.0.1');
      pipeline(socket, engineSide, socket, () => undefined);
    });
    await once(behind.listen(0, '127.0.0.2'), 'listening');
    const { port } = behind.address() as AddressInfo;
    const elsewhere = { DOCKER_HOST: `tcp://127.0.0.2:${port}`, DOCKER_CERT_PATH: engine.certPath };
    await expect(ping({ ...tls('half'), ...elsewhere }, { home })).rejects.toMatchObject({
      code: 'tls',
      message: expect.stringContaining('another name'),
    });
    behind.close();
  });

  it('does not speak plain HTTP on its TLS port, which the error says', async () => {
    await expect(ping({ DOCKER_HOST: engine.tcp }, { home })).rejects.toMatchObject({
      code: 'tls',
      path: 'DOCKER_TLS_VERIFY',
    });
  });

  it('answers through contexts that the docker command made', async () => {
    const { certPath, tcp, socket } = engine;
    const files = `ca=${certPath}/ca.pem,cert=${certPath}/cert.pem,key=${certPath}/key.pem`;
    for (const [name, spec] of [
      ['local', `host=unix://${socket}`],
      ['secure', `host=${tcp},${files}`],
    ] as const) {
      expect(await engine.docker('context', 'create', name, '--docker', spec)).toMatchObject({ code: 0 });
      expect(await ping(cli, { home, context: name })).toEqual({
        from: `context "${name}"`,
        api: anApiVersion,
      });
    }
    await writeFiles({ [join(cli.DOCKER_CONFIG, 'config.json')]: '{"currentContext":"secure"}' });
    expect(await ping(cli, { home })).toMatchObject({ from: 'context "secure"' });
    expect(await ping({ ...cli, DOCKER_CONTEXT: 'local' }, { home })).toMatchObject({
      from: 'context "local"',
    });
  });

  it('answers through a context as the tests of the core write it', async () => {
    await writeFiles(contextFiles('ours', { Host: `unix://${engine.socket}` }, [], cli.DOCKER_CONFIG));
    expect(await ping(cli, { home, context: 'ours' })).toMatchObject({ api: anApiVersion });
    expect(await engine.docker('context', 'inspect', 'ours')).toMatchObject({ code: 0 });
  });

  it('answers behind ssh, whose other end is the docker command itself', async () => {
    const bin = join(home, 'bin');
    const ssh = '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift 2\nexec "$@"\n';
    await writeFiles({ [join(bin, 'ssh')]: ssh });
    await chmod(join(bin, 'ssh'), 0o755);
    const PATH = [bin, process.env['PATH']].join(delimiter);
    const host = `ssh://me@box${engine.socket}`;
    expect(await ping({ PATH }, { home, host })).toEqual({ from: '--host', api: anApiVersion });
    await expect(ping({ PATH }, { home, host: 'ssh://me@box/gone.sock' })).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('ssh://me@box/gone.sock'),
    });
  });
});
