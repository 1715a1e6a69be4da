import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { HaleError } from '../error.ts';
import { bodyText, describeHttp, serve, serveBytes } from '../testing/index.ts';
import { CALL_CONNECTIONS, createEngineHttp } from './engine.ts';

const single = { callConnections: 1, streamConnections: 1 };

describeHttp('undici over a Unix socket', { on: 'unix' }, ({ path }) =>
  createEngineHttp({ kind: 'unix', path }, single),
);

describeHttp('undici over TCP', { on: 'tcp' }, ({ port }) =>
  createEngineHttp({ kind: 'tcp', host: '127.0.0.1', port }, single),
);

describe('createEngineHttp', () => {
  it('answers calls while streams hold all the connections of streams', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/events') response.write('{}\n');
      else response.end('pong');
    });
    const { http, close } = createEngineHttp({ kind: 'unix', path: server.path }, single);
    const stream = await http({ method: 'GET', url: 'http://docker/events' });
    const waiting = http({ method: 'GET', url: 'http://docker/events', headersTimeoutMs: 20 });
    const { body } = await http({ method: 'GET', url: 'http://docker/_ping', timeoutMs: 5_000 });
    expect(await bodyText(body)).toBe('pong');
    await expect(waiting).rejects.toMatchObject({ code: 'timeout' });
    expect(server.accepted()).toBe(2);

    await close();
    await expect(bodyText(stream.body)).rejects.toMatchObject({ code: 'unreachable' });
    const late = http({ method: 'GET', url: 'http://docker/_ping', timeoutMs: 5_000 });
    await expect(late).rejects.toMatchObject({ message: expect.stringContaining('closed on our side') });
    await server.close();
  });

  it('opens no more connections than it may', async () => {
    const server = await serve((_request, response) => response.end('pong'));
    const { http, close } = createEngineHttp({ kind: 'unix', path: server.path });
    const ping = { method: 'GET', url: 'http://docker/_ping', timeoutMs: 10_000 } as const;
    const pongs = await Promise.all(
      Array.from({ length: 200 }, async () => bodyText((await http(ping)).body)),
    );
    expect(new Set(pongs)).toEqual(new Set(['pong']));
    expect(server.accepted()).toBe(CALL_CONNECTIONS);
    await close();
    await server.close();
  });

  it('says which socket is not there, and which is left behind', async () => {
    const server = await serveBytes(() => undefined);
    const behind = `${server.path}.left`;
    const left = spawnSync(process.execPath, ['-e', LEAVE_A_SOCKET_BEHIND, behind]);
    expect(left.signal).toBe('SIGKILL');
    for (const [path, says] of [
      [`${server.path}.none`, 'there is no such socket'],
      [behind, 'nothing listens there'],
    ] as const) {
      const { http, close } = createEngineHttp({ kind: 'unix', path });
      await expect(http({ method: 'GET', url: 'http://docker/' })).rejects.toMatchObject({
        code: 'unreachable',
        message: `unix://${path}: ${says}`,
      });
      await close();
    }
    await server.close();
  });

  it('uses path and query of a url just as they are', async () => {
    const server = await serve((request, response) => response.end(request.url));
    const { http, close } = createEngineHttp({ kind: 'unix', path: server.path });
    for (const path of ['/a%2F..%2fb/../c?x=%7B%7D&y', '/', '/?q=/']) {
      const { body } = await http({ method: 'GET', url: `http://docker${path}#part`, timeoutMs: 5_000 });
      expect(await bodyText(body)).toBe(path);
    }
    const { body } = await http({ method: 'GET', url: 'http://docker?q', timeoutMs: 5_000 });
    expect(await bodyText(body)).toBe('/?q');
    await close();
    await server.close();
  });

  it('passes on what a dial fails with', async () => {
    const ours = new HaleError('permission', 'not you');
    for (const [thrown, expected] of [
      [ours, ours],
      [
        new Error('no route'),
        expect.objectContaining({ code: 'unreachable', message: 'ssh://box: no route' }),
      ],
    ] as const) {
      const { http, close } = createEngineHttp({
        kind: 'dial',
        label: 'ssh://box',
        dial: () => Promise.reject(thrown),
      });
      await expect(http({ method: 'GET', url: 'http://docker/' })).rejects.toEqual(expected);
      await close();
    }
  });
});

const LEAVE_A_SOCKET_BEHIND =
  "require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))";
