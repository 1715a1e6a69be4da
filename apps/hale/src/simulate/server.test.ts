import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createSimulatedEngine, seededRandom } from '@hale/core/simulate';
import { systemClock } from '@hale/core/system';
import { expect, onTestFinished, test } from 'vitest';
import type { Fetch } from './exchange.ts';
import { serveOnSocket } from './server.ts';
import { MAX_SOCKET_PATH_BYTES } from './socket-file.ts';
import { MAX_UPGRADE_BODY_BYTES } from './upgrade.ts';

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hale-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function serve(fetch?: Fetch): Promise<string> {
  const socketPath = join(temporary(), 'engine.sock');
  const engine = createSimulatedEngine({
    clock: systemClock,
    random: seededRandom(1),
    containers: [{ name: 'web' }],
  });
  const stop = new AbortController();
  const running = engine.run(stop.signal);
  const server = await serveOnSocket(fetch ?? ((incoming) => engine.fetch(incoming)), socketPath);
  onTestFinished(async () => {
    stop.abort();
    await Promise.all([running, server.close()]);
  });
  return socketPath;
}

async function call(
  socketPath: string,
  method: string,
  path: string,
  body?: object,
): Promise<IncomingMessage> {
  const outgoing = request({ socketPath, method, path, agent: false });
  outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = await once(outgoing, 'response');
  return response;
}

async function createExec(socketPath: string, script: string): Promise<string> {
  const body = { Cmd: ['sh', '-c', script], AttachStdout: true, AttachStderr: true };
  const created = await text(await call(socketPath, 'POST', '/containers/web/exec', body));
  return /[0-9a-f]{64}/.exec(created)?.[0] ?? '';
}

/** What the docker CLI sends, byte for byte, in as many writes as there are parts. */
async function upgrade(socketPath: string, path: string, ...parts: readonly string[]): Promise<string> {
  const socket = connect(socketPath);
  const length = parts.join('').length;
  const head = ['Host: docker', 'Connection: Upgrade', 'Upgrade: tcp', `Content-Length: ${length}`];
  socket.write([`POST ${path} HTTP/1.1`, ...head, '', parts[0]].join('\r\n'));
  for (const part of parts.slice(1)) {
    await new Promise((resolve) => setImmediate(resolve));
    socket.write(part);
  }
  return text(socket);
}

test('requests, bodies and answers pass through', async () => {
  const socketPath = await serve();
  const ping = await call(socketPath, 'HEAD', '/_ping');
  expect([ping.statusCode, ping.headers['api-version']]).toEqual([200, '1.45']);
  expect(JSON.parse(await text(await call(socketPath, 'GET', '/v1.45/containers/json')))).toMatchObject([
    { Names: ['/web'] },
  ]);
  expect((await call(socketPath, 'POST', '/containers/web/pause')).statusCode).toBe(204);
  expect((await call(socketPath, 'GET', '/nope')).statusCode).toBe(404);
});

test('a stream begins at once, and a client that leaves ends it', async () => {
  const socketPath = await serve();
  const listeners = async (): Promise<number> =>
    JSON.parse(await text(await call(socketPath, 'GET', '/info'))).NEventsListener;
  const outgoing = get({ socketPath, path: '/events', agent: false });
  const [events] = await once(outgoing, 'response');
  expect(await listeners()).toBe(1);
  await call(socketPath, 'POST', '/containers/web/pause');
  const [line] = await once(events, 'data');
  expect(JSON.parse(String(line)).Action).toBe('pause');
  events.on('error', () => {});
  outgoing.destroy();
  await expect.poll(listeners).toBe(0);
});

test('an exec without an upgrade: neither length nor chunks, until the connection ends', async () => {
  const socketPath = await serve();
  const id = await createExec(socketPath, 'echo hi; sleep 0.05; exit 3');
  const response = await call(socketPath, 'POST', `/exec/${id}/start`, {});
  expect(response.statusCode).toBe(200);
  expect(response.headers).toMatchObject({ connection: 'close' });
  expect(response.headers).not.toHaveProperty('transfer-encoding');
  expect(response.headers).not.toHaveProperty('content-length');
  expect(await text(response)).toBe('\x01\0\0\0\0\0\0\x03hi\n');
  expect(JSON.parse(await text(await call(socketPath, 'GET', `/exec/${id}/json`))).ExitCode).toBe(3);
});

test.each([[['{"Detach":false}']], [['', '{"Detach":false}']], [['{"Detach"', ':false', '}']]])(
  'an exec with an upgrade, its body sent as %j: 101 and the same bytes',
  async (parts) => {
    const socketPath = await serve();
    const id = await createExec(socketPath, 'echo hi');
    const [head, body] = (await upgrade(socketPath, `/exec/${id}/start`, ...parts)).split('\r\n\r\n');
    expect(head?.split('\r\n')).toEqual([
      'HTTP/1.1 101 UPGRADED',
      'Content-Type: application/vnd.docker.raw-stream',
      'Connection: Upgrade',
      'Upgrade: tcp',
    ]);
    expect(body).toBe('\x01\0\0\0\0\0\0\x03hi\n');
  },
);

test('an upgrade that cannot be is a plain answer', async () => {
  const answer = await upgrade(await serve(), '/exec/nope/start', '{}');
  expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
  expect(answer).toMatch(/\r\n\r\n\{"message":"No such exec instance: nope"\}\n$/);
});

test('an upgrade with too large a body is cut off', async () => {
  const socketPath = await serve();
  const id = await createExec(socketPath, 'echo hi');
  const start = `/exec/${id}/start`;
  expect(
    await upgrade(socketPath, start, ' '.repeat(MAX_UPGRADE_BODY_BYTES + 1)).catch(String),
  ).not.toContain('HTTP/1.1 1');
  expect(await upgrade(socketPath, start, ' '.repeat(MAX_UPGRADE_BODY_BYTES))).toMatch(/^HTTP\/1\.1 101 /);
});

test('a client that leaves within its upgrade is forgotten', async () => {
  const socketPath = await serve();
  const socket = connect(socketPath);
  socket.end(
    'POST /exec/nope/start HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 9\r\n\r\n{',
  );
  expect(await text(socket).catch(String)).not.toContain('101');
  expect((await call(socketPath, 'GET', '/_ping')).statusCode).toBe(200);
});

test('a fault is a 500, and the server goes on', async () => {
  const socketPath = await serve(async () => {
    throw new Error('a fault');
  });
  for (const turn of [1, 2]) {
    const response = await call(socketPath, 'GET', '/_ping');
    expect([turn, response.statusCode, await text(response)]).toEqual([
      turn,
      500,
      '{"message":"Error: a fault"}',
    ]);
  }
});

test('a slow reader gets all of a long answer', async () => {
  const chunk = new Uint8Array(65_536).fill(97);
  const fetch: Fetch = async () =>
    new Response(
      new ReadableStream({
        start(controller) {
          for (let sent = 0; sent < 100; sent += 1) controller.enqueue(chunk);
          controller.close();
        },
      }),
    );
  const response = await call(await serve(fetch), 'GET', '/');
  expect(await text(response)).toHaveLength(100 * 65_536);
});

test('close cuts every connection and removes the socket', async () => {
  const path = join(temporary(), 'engine.sock');
  const engine = createSimulatedEngine({ clock: systemClock, random: seededRandom(1) });
  const server = await serveOnSocket((incoming) => engine.fetch(incoming), path);
  const events = await call(path, 'GET', '/events');
  events.on('error', () => {});
  const cut = new Promise((resolve) => events.once('close', resolve));
  await server.close();
  await cut;
  expect(existsSync(path)).toBe(false);
});

test('a path that somebody answers on is left alone', async () => {
  const path = await serve();
  const fetch: Fetch = async () => new Response();
  await expect(serveOnSocket(fetch, path)).rejects.toMatchObject({
    code: 'bad-input',
    path: '--socket',
    message: `somebody answers on ${path}`,
  });
  expect((await call(path, 'GET', '/_ping')).statusCode).toBe(200);
});

test('a socket that was left behind makes way', async () => {
  const path = join(temporary(), 'engine.sock');
  const die = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', die]);
  expect(existsSync(path)).toBe(true);
  const server = await serveOnSocket(async () => new Response('mine'), path);
  expect(await text(await call(path, 'GET', '/'))).toBe('mine');
  await server.close();
});

test('a file that is no socket is left alone', async () => {
  const path = join(temporary(), 'precious.txt');
  writeFileSync(path, 'precious');
  await expect(serveOnSocket(async () => new Response(), path)).rejects.toMatchObject({
    code: 'bad-input',
    message: `${path} exists and is not a socket`,
  });
  expect(existsSync(path)).toBe(true);
});

test('a path has to fit into a socket address', async () => {
  const folder = `${temporary()}/`;
  const longest = folder + 'x'.repeat(MAX_SOCKET_PATH_BYTES - folder.length);
  const server = await serveOnSocket(async () => new Response('fits'), longest);
  expect(await text(await call(longest, 'GET', '/'))).toBe('fits');
  await server.close();
  await expect(serveOnSocket(async () => new Response(), `${longest}x`)).rejects.toMatchObject({
    code: 'bad-input',
  });
});
