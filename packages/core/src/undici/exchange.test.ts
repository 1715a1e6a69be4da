import { afterEach, describe, expect, it } from 'vitest';
import { bodyText, type ListenOn, serve, serveBytes, type TestServer } from '../testing/index.ts';
import { createEngineHttp, type EngineHttp } from './engine.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function connect({ path, port, close }: TestServer, on: ListenOn = 'unix'): EngineHttp {
  const to =
    on === 'unix' ? ({ kind: 'unix', path } as const) : ({ kind: 'tcp', host: '127.0.0.1', port } as const);
  const engine = createEngineHttp(to, { callConnections: 1, streamConnections: 1 });
  closers.push(close, engine.close);
  return engine;
}

/** A server that answers every request with these bytes, and hangs up. */
const answering = async (bytes: string, on: ListenOn = 'unix') =>
  connect(await serveBytes((socket) => socket.once('data', () => socket.end(bytes)), on), on);

const call = { method: 'GET', url: 'http://docker/', timeoutMs: 5_000 } as const;

describe('what an engine may answer', () => {
  it('may say first that it is still at it', async () => {
    const { http } = await answering(
      'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    );
    const { status, body } = await http(call);
    expect([status, await bodyText(body)]).toEqual([200, 'ok']);
  });

  it('may have neither length nor chunks, as the output of an exec has', async () => {
    const { http } = await answering(
      'HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\nall of it',
    );
    expect(await bodyText((await http(call)).body)).toBe('all of it');
  });

  it('is not HTTP', async () => {
    for (const bytes of [
      'SSH-2.0-OpenSSH_9.6\r\n',
      'HTTP/1.1 2x0 OK\r\n\r\n',
      'HTTP/1.1 200 OK\r\nA B\r\n\r\n',
    ]) {
      const { http } = await answering(bytes, 'tcp');
      await expect(http(call)).rejects.toMatchObject({ code: 'protocol', path: 'DOCKER_TLS_VERIFY' });
    }
  });

  it('is the 400 of a Go server whose port speaks TLS', async () => {
    const { http } = await answering(
      'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n',
      'tcp',
    );
    await expect(http(call)).rejects.toMatchObject({ code: 'tls', path: 'DOCKER_TLS_VERIFY' });
  });

  it('has a head of a bounded size', async () => {
    const { http } = await answering(`HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`);
    await expect(http(call)).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('a call that waits for its turn', () => {
  it('is not sent once it is aborted', async () => {
    const asked: string[] = [];
    const release = Promise.withResolvers<void>();
    const first = Promise.withResolvers<void>();
    const { http } = connect(
      await serve((request, response) => {
        asked.push(request.url ?? '');
        first.resolve();
        void release.promise.then(() => response.end());
      }),
    );
    const running = http({ ...call, url: 'http://docker/running' });
    await first.promise;
    const stop = new AbortController();
    const waiting = http({ ...call, url: 'http://docker/waiting', signal: stop.signal });
    const next = http({ ...call, url: 'http://docker/next' });
    stop.abort('no more');
    await expect(waiting).rejects.toBe('no more');
    release.resolve();
    await bodyText((await running).body);
    await bodyText((await next).body);
    expect(asked).toEqual(['/running', '/next']);
  });
});
