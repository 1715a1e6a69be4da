import { readFileSync } from 'node:fs';
import { Body } from '../../body.ts';
import type { HttpRequest, HttpResponse } from '../../http.ts';
import type { Engine } from '../engine.ts';

export interface Received extends HttpRequest {
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text or bytes as they are, a `Body` that the test feeds, or anything else as JSON. */
  readonly body?: unknown;
}

/** An `Http` without a network: each request goes to `answer`, and is kept in `received`. */
export function answering(answer: (request: Received) => Answer | Promise<Answer>) {
  const received: Received[] = [];
  async function http(request: HttpRequest): Promise<HttpResponse> {
    if (request.signal?.aborted) throw request.signal.reason;
    const { pathname: path, searchParams: query } = new URL(request.url);
    received.push({ ...request, path, query });
    const { status = 200, headers = {}, body = '' } = await answer({ ...request, path, query });
    return { status, headers, body: bodyOf(body, request) };
  }
  return { http, received, engine: engineOver(http) };
}

/** An engine that has been connected to, without having been asked. */
export function engineOver(http: Engine['http'], change: Partial<Engine> = {}): Engine {
  return { http, kind: 'docker', apiVersion: '1.45', engineApiVersion: '1.45', date: null, ...change };
}

/** What Docker 26.1 says to a ping. */
export const PONG = {
  'api-version': '1.45',
  server: 'Docker/26.1.5 (linux)',
  date: 'Sat, 28 Nov 2026 14:19:18 GMT',
} as const;

/** A recorded answer, as bytes of text. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function bodyOf(given: unknown, { signal }: HttpRequest): Body {
  if (given instanceof Body) {
    signal?.addEventListener('abort', () => given.fail(signal.reason), { once: true });
    return given;
  }
  const body = new Body(() => undefined);
  body.push(
    given instanceof Uint8Array ? given : bytes(typeof given === 'string' ? given : JSON.stringify(given)),
  );
  body.end();
  return body;
}
