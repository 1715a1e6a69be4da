import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { Http, HttpRequest, HttpResponse } from '../http.ts';
import { bodyBytes, bodyText } from './body-text.ts';
import { type ListenOn, serve, serveBytes, type TestServer } from './http-server.ts';

export interface HttpUnderTest {
  readonly http: Http;
  close(): Promise<void>;
}

export interface HttpSuiteOptions {
  /** Where the servers listen. */
  readonly on: ListenOn;
  /** `false`: each request has a connection of its own. Default `true`. */
  readonly reuses?: boolean;
}

/** The behaviour that every `Http` owes, against real servers. `make` gives one with a single connection if it has a say. */
export function describeHttp(
  name: string,
  { on, reuses = true }: HttpSuiteOptions,
  make: (server: TestServer) => HttpUnderTest,
): void {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });

  function against(server: TestServer) {
    const { http, close } = make(server);
    cleanups.push(server.close, close);
    const origin = on === 'unix' ? 'http://localhost' : `http://127.0.0.1:${server.port}`;
    const open = (path: string, request: Partial<HttpRequest> = {}) =>
      http({ method: 'GET', ...request, url: origin + path });
    return {
      server,
      /** A stream: it may last. */
      open,
      /** A call: it has to end. */
      send: (path: string, request: Partial<HttpRequest> = {}) =>
        open(path, { timeoutMs: 5_000, ...request }),
    };
  }
  const answering = async (handler: Handler) =>
    against(await serve((request, response) => void handler(request, response), on));

  describe(`http: ${name}`, () => {
    it('gives status, headers and the whole body', async () => {
      const { send } = await answering((request, response) => {
        response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ url: request.url }));
      });
      const response = await send('/a%2Fb/json?all=1&q=%7B%7D');
      expect(response.status).toBe(200);
      expect(response.headers['content-type']).toBe('application/json');
      expect(JSON.parse(await bodyText(response.body))).toEqual({ url: '/a%2Fb/json?all=1&q=%7B%7D' });
    });

    it('sends method, headers and either kind of body', async () => {
      const { send } = await answering(async (request, response) => {
        const got = await bodyText(request);
        response.end(
          `${request.method} ${String(request.headers['x-one'])} ${request.headers['content-length']} ${got}`,
        );
      });
      const headers = { 'x-one': '1' };
      expect(await textOf(send('/', { method: 'POST', headers, body: 'héllo' }))).toBe('POST 1 6 héllo');
      const body = new TextEncoder().encode('xhellox').subarray(1, 6);
      expect(await textOf(send('/', { method: 'PUT', headers, body }))).toBe('PUT 1 5 hello');
      expect(await textOf(send('/', { method: 'POST', headers }))).toBe('POST 1 0 ');
      expect(await textOf(send('/', { method: 'DELETE', headers }))).toMatch(/^DELETE 1 /);
    });

    it('gives a HEAD without a body', async () => {
      const { send } = await answering((_request, response) => {
        response.writeHead(200, { 'Api-Version': '1.47', 'Content-Length': '12' }).end();
      });
      const response = await send('/_ping', { method: 'HEAD' });
      expect(response.headers['api-version']).toBe('1.47');
      expect(await bodyText(response.body)).toBe('');
    });

    it.each([204, 304, 301, 404, 409, 500, 503])('gives %i as a response, not an error', async (status) => {
      const { send } = await answering((_request, response) => {
        response
          .writeHead(status, { Location: '/elsewhere' })
          .end(status === 204 || status === 304 ? '' : 'says why');
      });
      const response = await send('/');
      expect(response.status).toBe(status);
      expect(await bodyText(response.body)).toBe(status === 204 || status === 304 ? '' : 'says why');
    });

    it('joins repeated headers, and is not fooled by the names of some', async () => {
      const server = await serveBytes((socket) => {
        socket.end(
          'HTTP/1.1 200 OK\r\nWarning: a\r\nWARNING: b\r\nSet-Cookie: c=1\r\nSet-Cookie: d=2\r\n__proto__: x\r\nConstructor: y\r\nContent-Length: 0\r\n\r\n',
        );
      }, on);
      const { headers } = await against(server).send('/');
      expect(headers).toMatchObject({ warning: 'a, b', 'set-cookie': 'c=1, d=2', constructor: 'y' });
      expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
    });

    it('gives each part of a stream as it comes, however it is cut', async () => {
      const parts = ['{"a":', '1}\n{"b"', ':2}\n'];
      let go: (() => void) | undefined;
      const { open } = await answering(async (_request, response) => {
        for (const part of parts) {
          response.write(part);
          await new Promise<void>((resolve) => {
            go = resolve;
          });
        }
        response.end();
      });
      const response = await open('/events');
      const seen: string[] = [];
      for await (const chunk of response.body) {
        seen.push(new TextDecoder().decode(chunk));
        go?.();
      }
      expect(seen).toEqual(parts);
    });

    it('rejects at once with the reason of a signal that fired before', async () => {
      const { send, server } = await answering((_request, response) => response.end());
      const reason = { why: 'before' };
      await expect(send('/', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      expect(server.accepted()).toBe(0);
    });

    it('rejects with the reason of a signal that fires before the head, and hangs up', async () => {
      const stop = new AbortController();
      const reason = { why: 'no head' };
      const { send } = await answering((request) => {
        hungUp = once(request.socket, 'close');
        stop.abort(reason);
      });
      let hungUp: Promise<unknown> | undefined;
      await expect(send('/', { signal: stop.signal })).rejects.toBe(reason);
      await hungUp;
    });

    it('throws the reason of a signal that fires in the middle from the loop, and hangs up', async () => {
      const { send, hungUp } = await streaming(answering);
      const stop = new AbortController();
      const reason = new Error('enough');
      const response = await send('/', { signal: stop.signal });
      const loop = (async () => {
        for await (const chunk of response.body) if (chunk.length > 0) stop.abort(reason);
      })();
      await expect(loop).rejects.toBe(reason);
      await hungUp;
    });

    it('does not mind a signal that fires after the end', async () => {
      const { send } = await answering((_request, response) => response.end('whole'));
      const stop = new AbortController();
      const response = await send('/', { signal: stop.signal });
      expect(await bodyText(response.body)).toBe('whole');
      stop.abort();
      expect(await textOf(send('/'))).toBe('whole');
    });

    it('gives no head a limit of its own', async () => {
      const { send } = await answering(() => undefined);
      await expect(send('/', { headersTimeoutMs: 20 })).rejects.toMatchObject({ code: 'timeout' });
      await expect(send('/', { headersTimeoutMs: 60_000, timeoutMs: 20 })).rejects.toMatchObject({
        code: 'timeout',
      });
    });

    it('gives the whole exchange a limit, which a body that trickles cannot outlast', async () => {
      const { send, hungUp } = await streaming(answering);
      const response = await send('/', { timeoutMs: 250 });
      await expect(bodyText(response.body)).rejects.toMatchObject({ code: 'timeout' });
      await hungUp;
    });

    it('lets a stream without a limit be silent for longer than a head may take', async () => {
      let finish: (() => void) | undefined;
      const { open } = await answering((_request, response) => {
        response.write('first');
        finish = () => response.end('last');
      });
      const response = await open('/', { headersTimeoutMs: 250 });
      // A timer that is set later, and is no shorter, fires after the one that must not fire.
      await new Promise((resolve) => setTimeout(resolve, 250));
      finish?.();
      expect(await bodyText(response.body)).toBe('firstlast');
    });

    it('fails a body of which more than the limit is unread, and takes one of just the limit', async () => {
      const { send, hungUp } = await streaming(answering);
      const within = await send('/short', { unreadLimitBytes: 2 });
      expect(await bodyText(within.body)).toBe('ok');
      const over = await send('/', { unreadLimitBytes: 1_000 });
      await hungUp;
      await expect(bodyText(over.body)).rejects.toMatchObject({ code: 'too-large' });
    });

    it('takes a large body that nobody reads yet', async () => {
      const size = 6 * 1024 * 1024;
      let sent: Promise<unknown> | undefined;
      const { send } = await answering((_request, response) => {
        sent = once(response, 'finish');
        response.end(Buffer.alloc(size, 'x'));
      });
      const response = await send('/');
      await sent;
      expect((await bodyBytes(response.body)).length).toBe(size);
    });

    it('frees the connection when the loop is left, so that the next call is answered', async () => {
      const { send, hungUp } = await streaming(answering);
      for await (const chunk of (await send('/')).body) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      await hungUp;
      expect((await send('/short')).status).toBe(200);
    });

    it(`${reuses ? 'keeps its' : 'leaves each'} connection when the body is read to the end`, async () => {
      const { send, server } = await answering((_request, response) => response.end('ok'));
      for (let call = 0; call < 10; call++) await textOf(send('/'));
      const accepted = server.accepted();
      if (reuses) expect(accepted).toBeLessThanOrEqual(2);
      else expect(accepted).toBe(10);
    });

    it('gives what came of an answer that is cut, then says that it was cut', async () => {
      const { send } = await answering((request, response) => {
        response.writeHead(200, request.url === '/sized' ? { 'Content-Length': '100' } : {});
        response.write('half', () => setImmediate(() => response.destroy()));
      });
      for (const path of ['/chunked', '/sized']) {
        const seen: string[] = [];
        const loop = (async () => {
          for await (const chunk of (await send(path)).body) seen.push(new TextDecoder().decode(chunk));
        })();
        await expect(loop).rejects.toMatchObject({ name: 'HaleError', code: 'unreachable' });
        expect(seen).toEqual(['half']);
      }
    });

    it('says unreachable when the server hangs up without a word, and when it is gone', async () => {
      const { send, server } = await answering((request) => request.socket.destroy());
      await expect(send('/')).rejects.toMatchObject({ code: 'unreachable' });
      await server.close();
      cleanups.splice(0, 1);
      await expect(send('/')).rejects.toMatchObject({ code: 'unreachable' });
    });

    it('names the url that is not one', async () => {
      const { http } = make({
        path: '',
        port: 0,
        open: () => 0,
        accepted: () => 0,
        close: async () => undefined,
      });
      await expect(http({ method: 'GET', url: 'not a url' })).rejects.toMatchObject({
        code: 'bad-input',
        path: 'url',
      });
      const headers = { 'x-bad': 'a\r\nb: c' };
      await expect(http({ method: 'GET', url: 'http://localhost/', headers })).rejects.toMatchObject({
        code: 'bad-input',
      });
    });

    it('lets a body be read once', async () => {
      const { send } = await answering((_request, response) => response.end('ok'));
      const response = await send('/');
      expect(await bodyText(response.body)).toBe('ok');
      await expect(bodyText(response.body)).rejects.toMatchObject({ code: 'bad-input', path: 'body' });
    });
  });
}

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A server that trickles for ever, except at `/short`. `hungUp` resolves when a client leaves it. */
async function streaming<Against>(answering: (handler: Handler) => Promise<Against>) {
  let left: (() => void) | undefined;
  const hungUp = new Promise<void>((resolve) => {
    left = resolve;
  });
  const trickle = (_request: IncomingMessage, response: ServerResponse): void => {
    const timer = setInterval(() => response.write('x'.repeat(256)), 5);
    response.once('close', () => {
      clearInterval(timer);
      left?.();
    });
  };
  const server = await answering((request, response) => {
    if (request.url === '/short') response.end('ok');
    else trickle(request, response);
  });
  return { ...server, hungUp };
}

async function textOf(response: Promise<HttpResponse>): Promise<string> {
  return bodyText((await response).body);
}
