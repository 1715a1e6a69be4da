import { type buildConnector, Pool } from 'undici';
import { HaleError } from '../error.ts';
import type { Http } from '../http.ts';
import { authority, type Dialable, labelOf } from './dialable.ts';
import { DispatchedExchange, type Peer } from './exchange.ts';
import { failure, plainOnTlsPort } from './failure.ts';

export interface EngineHttp {
  /** Bound to the endpoint: of a request's `url` only path and query are used. */
  readonly http: Http;
  /** Cuts what is still under way, and frees every connection. */
  close(): Promise<void>;
}

export interface EngineHttpOptions {
  /** Calls at once; more wait their turn. Default {@link CALL_CONNECTIONS}. */
  readonly callConnections?: number;
  /** Streams (requests without `timeoutMs`) at once. Default {@link STREAM_CONNECTIONS}. */
  readonly streamConnections?: number;
}

export const CALL_CONNECTIONS = 12;
export const STREAM_CONNECTIONS = 64;
/** Until a connection stands, TLS included. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** Idle until a connection is let go. One that had to be dialled costs a process and a login, so it outlasts a minute's pause. */
export const KEEP_ALIVE_MS = { socket: 4_000, dial: 90_000 };

/**
 * The network to one engine, over undici's `dispatch`. Calls share a few connections; a stream, such as `/events`, has a
 * connection of its own and never holds one that calls need.
 */
export function createEngineHttp(to: Dialable, options: EngineHttpOptions = {}): EngineHttp {
  const origin = originOf(to);
  const pool = (connections: number): Pool =>
    new Pool(origin, {
      connections,
      pipelining: 1,
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: to.kind === 'dial' ? KEEP_ALIVE_MS.dial : KEEP_ALIVE_MS.socket,
      connect: connectorOf(to),
    });
  const calls = pool(options.callConnections ?? CALL_CONNECTIONS);
  const streams = pool(options.streamConnections ?? STREAM_CONNECTIONS);

  const peer = peerOf(to);
  const http: Http = async (request) => {
    if (request.signal?.aborted) throw request.signal.reason;
    const path = pathOf(request.url);
    const exchange = new DispatchedExchange(request, peer);
    (request.timeoutMs === undefined ? streams : calls).dispatch(
      { path, method: request.method, headers: request.headers ?? null, body: request.body ?? null },
      exchange,
    );
    return exchange.response;
  };
  return {
    http,
    async close() {
      await Promise.all([calls.destroy(), streams.destroy()]);
    },
  };
}

function peerOf(to: Dialable): Peer {
  return {
    label: labelOf(to),
    failure: (error, phase) => failure(error, to, phase),
    misread: (status, headers) => plainOnTlsPort(to, status, headers),
  };
}

function originOf(to: Dialable): string {
  switch (to.kind) {
    case 'tcp':
      return `http://${authority(to)}`;
    case 'tls':
      return `https://${authority(to)}`;
    case 'unix':
    case 'npipe':
    case 'dial':
      return 'http://localhost';
  }
}

function connectorOf(to: Dialable): buildConnector.BuildOptions | buildConnector.connector {
  const timeout = CONNECT_TIMEOUT_MS;
  switch (to.kind) {
    case 'unix':
    case 'npipe':
      return { socketPath: to.path, timeout };
    case 'tcp':
      return { timeout };
    case 'tls': {
      const { ca, cert, key, servername, verify = true } = to;
      const given = Object.entries({ ca, cert, key, servername }).filter(([, value]) => value !== undefined);
      return { ...Object.fromEntries(given), rejectUnauthorized: verify, timeout };
    }
    case 'dial':
      return (_options, connected) => {
        to.dial().then(
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- undici takes any duplex stream; its types ask for a socket
          (stream) => connected(null, stream as Socket),
          (error: unknown) => connected(error instanceof Error ? error : new Error(String(error)), null),
        );
      };
  }
}

type Socket = NonNullable<Parameters<buildConnector.Callback>[1]>;

const ABSOLUTE_URL = /^https?:\/\/[^/?#]+([^#]*)/;

function pathOf(url: string): string {
  const path = ABSOLUTE_URL.exec(url)?.[1];
  if (path === undefined) {
    throw new HaleError('bad-input', `expected an absolute URL, got ${JSON.stringify(url)}`, { path: 'url' });
  }
  return path.startsWith('/') ? path : `/${path}`;
}
