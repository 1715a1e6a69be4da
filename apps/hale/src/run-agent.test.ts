import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import type { AccessToken } from '@hale/api';
import { seededRandom } from '@hale/core/simulate';
import { systemHash } from '@hale/core/system';
import { createMemoryStore } from '@hale/store/memory';
import { describe, expect, it, onTestFinished } from 'vitest';
import { agentSocket } from './folder.ts';
import { type RunOptions, runAgent } from './run-agent.ts';
import { testEngine } from './testing/engine.ts';
import { temporaryFolder } from './testing/folder.ts';

const READ = `hale_${'r'.repeat(43)}`;
const OPERATE = `hale_${'o'.repeat(43)}`;
const TOKENS: readonly AccessToken[] = [
  { name: 'dashboard', sha256: await systemHash(READ), scope: 'read' },
  { name: 'deploy', sha256: await systemHash(OPERATE), scope: 'operate' },
];

/** An agent that answers on real sockets. */
async function running(listen: RunOptions['listen'], tokens: readonly AccessToken[] = []) {
  const { http, clock, engine } = testEngine({ name: 'web', was: { status: 'running', forMs: 60_000 } });
  const folder = await temporaryFolder();
  const options = {
    http,
    internet: () => Promise.reject(new Error('nobody is to be told')),
    store: createMemoryStore(),
    clock,
    random: seededRandom(1),
    hash: systemHash,
    sender: { host: 'here', version: '0.0.0' },
  };
  const ended = new AbortController();
  const parts = { options, folder, notes: [], reporting: null, close: async () => undefined };
  const { url, done } = await runAgent(parts, { listen, tokens, signal: ended.signal });
  onTestFinished(async () => {
    ended.abort();
    await done;
  });
  return { port: url === null ? 0 : Number(new URL(url).port), socket: agentSocket(folder), engine };
}

type Door = { readonly port: number; readonly host: string } | { readonly path: string };

/** What is answered to these bytes, which no client would send. */
async function raw(door: Door, lines: readonly string[]): Promise<{ status: number; text: string }> {
  const socket = connect(door);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const said = await text(socket);
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(said)?.[1]), text: said };
}

const get = (path: string, ...headers: readonly string[]): readonly string[] => [
  `GET ${path} HTTP/1.1`,
  'Connection: close',
  ...headers,
];
const bearer = (token: string): string => `Authorization: Bearer ${token}`;

describe('from this machine, without tokens', () => {
  it.each<[readonly string[], number]>([
    [get('/containers', 'Host: localhost'), 200],
    [get('/containers', 'Host: 127.0.0.1:4253'), 200],
    [get('/containers', 'Host: [::1]:4253'), 200],
    [get('/containers', 'Host: evil.example'), 403],
    [get('/containers', 'Host: evil.example:4253'), 403],
    [get('/livez', 'Host: evil.example'), 403],
    [get('/containers', 'Host: localhost', 'X-Forwarded-Host: evil.example'), 200],
    [get('/containers', 'Host: evil.example', 'X-Forwarded-Host: localhost'), 403],
    [get('http://localhost/containers', 'Host: evil.example'), 403],
    [get('http://evil.example/containers', 'Host: localhost'), 403],
    [get('/containers', 'Host: localhost', 'Host: evil.example'), 403],
    [get('/containers', 'Host: localhost, evil.example'), 400],
    [get('/containers', 'Host: evil.example/@localhost'), 400],
    [get('/containers', 'Host:'), 400],
    [get('/containers'), 400],
    [get('/containers?access_token=x', 'Host: localhost'), 400],
    [
      [
        'POST /containers/web/check HTTP/1.1',
        'Connection: close',
        'Content-Length: 0',
        'Host: localhost',
        'Origin: http://evil.example',
      ],
      403,
    ],
  ])('%j: %i', async (lines, status) => {
    const { port } = await running({ host: '127.0.0.1', port: 0 });
    expect((await raw({ host: '127.0.0.1', port }, lines)).status).toBe(status);
  });

  it('a socket, which is its owner’s, takes any name', async () => {
    const { socket } = await running(null);
    expect((await raw({ path: socket }, get('/containers', 'Host: evil.example'))).status).toBe(200);
  });
});

/** One that other machines have for this one; a machine may have none. */
const address =
  Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';

describe(`from other machines, at ${address === '127.0.0.1' ? 'no address of theirs' : 'the address of this one'}`, () => {
  it.each<[readonly string[], number]>([
    [get('/livez'), 200],
    [get('/containers'), 401],
    [get('/events'), 401],
    [get('/nowhere'), 401],
    [get('/containers', bearer(READ)), 200],
    [get('/containers', bearer(OPERATE)), 200],
    [get('/nowhere', bearer(READ)), 404],
    [get('/containers', bearer(`hale_${'x'.repeat(43)}`)), 401],
    [get('/containers', bearer(READ), bearer(READ)), 401],
    [get('/containers', bearer(`${READ}\t${READ}`)), 401],
    [get('/containers', bearer(TOKENS[0]?.sha256 ?? '')), 401],
    [get(`/containers?token=${READ}`), 400],
    [get('/containers', `Authorization: Bearer x\0`), 400],
    [get('/containers', `Authorization: Bearer x\nX-Injected: 1`), 400],
    [['POST /containers/web/check HTTP/1.1', 'Connection: close', 'Content-Length: 0', bearer(READ)], 403],
    [['POST /containers HTTP/1.1', 'Connection: close', 'Content-Length: 0', bearer(READ)], 405],
  ])('%j: %i', async (lines, status) => {
    const { port } = await running({ host: '0.0.0.0', port: 0 }, TOKENS);
    const answer = await raw({ host: address, port }, [...lines, `Host: ${address}:${port}`]);
    expect(answer.status).toBe(status);
    expect(answer.text.toLowerCase()).not.toMatch(/x-injected|hale_[rxo]{43}/);
  });

  it('none of them is let in without tokens: hale does not start', async () => {
    await expect(running({ host: '0.0.0.0', port: 0 })).rejects.toMatchObject({
      code: 'bad-input',
      path: 'listen',
      message: 'other machines reach 0.0.0.0:0, and there is no token that they would need',
      hint: expect.stringContaining('hale token'),
    });
  });

  it('its own machine needs a token there too', async () => {
    const { port, socket } = await running({ host: '0.0.0.0', port: 0 }, TOKENS);
    expect((await raw({ host: '127.0.0.1', port }, get('/containers', 'Host: localhost'))).status).toBe(401);
    expect((await raw({ path: socket }, get('/containers', 'Host: hale'))).status).toBe(200);
  });
});

describe('hale health, at a port', () => {
  it.each(['127.0.0.1', 'localhost', '[::1]'])('is answered on this machine: %s', async (host) => {
    const { port } = await running({ host: host.replace(/[[\]]/g, ''), port: 0 });
    const { exitCode } = await testEngine().run(['health', '--listen', `${host}:${port}`]);
    // It has seen its engine, or not yet.
    expect([0, 1]).toContain(exitCode);
  });

  it('says so where it would need a token', async () => {
    const { port } = await running({ host: '127.0.0.1', port: 0 }, TOKENS);
    expect(await testEngine().run(['health', '--listen', `127.0.0.1:${port}`])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('the agent there answers nobody without a token\n  Give both'),
    });
  });
});
