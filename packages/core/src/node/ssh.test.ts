import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyText, serve, serveBytes } from '../testing/index.ts';
import { parseAddress } from './address.ts';
import { connectEndpoint } from './connect.ts';
import type { Endpoint } from './endpoint.ts';
import { SSH_WORDS_LIMIT_CHARACTERS, sshArguments } from './ssh.ts';

const address = (text: string) => parseAddress(text, '--host') as Extract<Endpoint, { kind: 'ssh' }>;

describe('sshArguments', () => {
  it('are those of the docker command, and ask nobody for a password', () => {
    expect(sshArguments(address('ssh://box')).join(' ')).toBe(
      '-o ConnectTimeout=30 -o BatchMode=yes -T -- box docker system dial-stdio',
    );
    expect(sshArguments(address('ssh://me@[::1]:2222/run/x.sock')).join(' ')).toBe(
      '-l me -p 2222 -o ConnectTimeout=30 -o BatchMode=yes -T -- ::1 docker --host unix:///run/x.sock system dial-stdio',
    );
  });
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hale-ssh-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A real `ssh` command on a PATH of its own, whose body is `script`. */
async function withSsh(script: string) {
  const path = join(folder, 'ssh');
  await writeFile(path, `#!${process.execPath}\n${script}\n`);
  await chmod(path, 0o755);
  const env = { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
  const readText = () => Promise.resolve(null);
  return connectEndpoint(
    address('ssh://me@box'),
    { callConnections: 1, streamConnections: 1 },
    { env, readText },
  );
}

/** What `ssh … docker system dial-stdio` does, towards the server at `path`; it notes each process it is. */
const dialStdio = (path: string, notes = '') => `
  const socket = require('node:net').connect(${JSON.stringify(path)});
  process.stdin.pipe(socket).pipe(process.stdout);
  socket.on('close', () => process.exit(0)).on('error', () => process.exit(1));
  if (${JSON.stringify(notes)}) require('node:fs').appendFileSync(${JSON.stringify(notes)}, process.pid + '\\n');`;

const ping = { method: 'GET', url: 'http://docker/_ping', timeoutMs: 10_000 } as const;

describe('an engine behind ssh', () => {
  it('answers, and the process ends with the connection', async () => {
    const server = await serve((request, response) => response.end(`pong ${request.url}`));
    const notes = join(folder, 'pids');
    const { http, close } = await withSsh(dialStdio(server.path, notes));
    for (let call = 0; call < 3; call++) {
      const { status, body } = await http(ping);
      expect([status, await bodyText(body)]).toEqual([200, 'pong /_ping']);
    }
    const pids = (await readFile(notes, 'utf8')).trim().split('\n').map(Number);
    expect(pids).toHaveLength(1);
    await close();
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
    await server.close();
  });

  it('may end its answer by ending the connection, as the output of an exec does', async () => {
    const server = await serveBytes((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it')),
    );
    const { http, close } = await withSsh(dialStdio(server.path));
    expect(await bodyText((await http(ping)).body)).toBe('all of it');
    await close();
    await server.close();
  });

  it('ends the process of a stream that is aborted, also one that minds no SIGTERM', async () => {
    const hungUp = Promise.withResolvers<void>();
    const server = await serve((_request, response) => {
      response.write('first');
      response.once('close', () => hungUp.resolve());
    });
    const { http, close } = await withSsh(`process.on('SIGTERM', () => {}); ${dialStdio(server.path)}`);
    const stop = new AbortController();
    const { body } = await http({ method: 'GET', url: 'http://docker/events', signal: stop.signal });
    const loop = (async () => {
      for await (const chunk of body) if (chunk.length > 0) stop.abort('enough');
    })();
    await expect(loop).rejects.toBe('enough');
    await hungUp.promise;
    await close();
    await server.close();
  });

  it('fails with the words of ssh', async () => {
    const { http, close } = await withSsh(`
      process.stderr.write('\\u001b[31mme@box: Permission denied\\r\\n(publickey).\\n');
      process.exitCode = 255;`);
    await expect(http(ping)).rejects.toMatchObject({
      code: 'unreachable',
      message: 'ssh://me@box: ssh ended with 255: [31mme@box: Permission denied (publickey).',
    });
    await close();
  });

  it('keeps the end of what ssh says, however much it is', async () => {
    const { http, close } = await withSsh(
      `process.stderr.write('x'.repeat(1_000_000) + 'the point', () => process.exit(255));`,
    );
    await expect(http(ping)).rejects.toMatchObject({
      message: `ssh://me@box: ssh ended with 255: ${'x'.repeat(SSH_WORDS_LIMIT_CHARACTERS - 9)}the point`,
    });
    await close();
  });

  it('says so when ssh ends in the middle of an answer', async () => {
    const server = await serve((_request, response) => {
      response.write('half', () => response.destroy());
    });
    const { http, close } = await withSsh(dialStdio(server.path));
    const { body } = await http(ping);
    await expect(bodyText(body)).rejects.toMatchObject({ code: 'unreachable' });
    await close();
    await server.close();
  });

  it('says so when there is no ssh', async () => {
    const machine = { env: { PATH: folder }, readText: () => Promise.resolve(null) };
    const { http, close } = await connectEndpoint(address('ssh://box'), {}, machine);
    await expect(http(ping)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/^ssh:\/\/box: the ssh command cannot be run/),
      hint: expect.stringContaining('OpenSSH'),
    });
    await close();
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
