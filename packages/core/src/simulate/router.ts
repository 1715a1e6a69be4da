import { type ErrorCode, HaleError } from '../error.ts';
import type { Daemon } from './daemon.ts';
import { API_VERSION, MIN_API_VERSION, SERVER } from './version.ts';

export interface Call {
  readonly daemon: Daemon;
  /** What the route's pattern caught, decoded. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  /** The body as JSON; null if there is none. */
  readonly body: () => Promise<unknown>;
}

export interface Route {
  readonly method: string;
  /** Of the path without its version. */
  readonly path: RegExp;
  readonly answer: (call: Call) => Response | Promise<Response>;
}

export const MAX_BODY_BYTES = 1 << 20;

const STATUS: Partial<Record<ErrorCode, number>> = {
  'bad-input': 400,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
};

/** Finds the route of a request, with a version before it or not, and puts the engine's headers on its answer. */
export async function route(routes: readonly Route[], daemon: Daemon, request: Request): Promise<Response> {
  const response = await answer(routes, daemon, request);
  const headers = new Headers(response.headers);
  headers.set('api-version', API_VERSION);
  headers.set('docker-experimental', 'false');
  headers.set('ostype', 'linux');
  headers.set('server', SERVER);
  headers.set('date', new Date(daemon.agenda.wall()).toUTCString());
  return new Response(response.body, { status: response.status, headers });
}

async function answer(routes: readonly Route[], daemon: Daemon, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const [, version, path = ''] = /^(?:\/v(\d+\.\d+))?(\/.*)$/.exec(pathname) ?? [];
  try {
    if (version !== undefined) checkVersion(version);
    for (const { method, path: pattern, answer } of routes) {
      const match = method === request.method ? pattern.exec(path) : null;
      if (match === null) continue;
      const params = match.slice(1).map((param) => decodeURIComponent(param));
      return await answer({ daemon, params, query: searchParams, body: () => readBody(request) });
    }
    return json({ message: 'page not found' }, 404);
  } catch (error) {
    if (error instanceof HaleError) return json({ message: error.message }, STATUS[error.code] ?? 500);
    if (error instanceof URIError) return json({ message: 'page not found' }, 404);
    throw error;
  }
}

function checkVersion(version: string): void {
  const isOver = compare(version, API_VERSION) > 0;
  if (isOver) {
    const limit = `Maximum supported API version is ${API_VERSION}`;
    throw new HaleError('bad-input', `client version ${version} is too new. ${limit}`);
  }
  if (compare(version, MIN_API_VERSION) < 0) {
    const limit = `Minimum supported API version is ${MIN_API_VERSION}`;
    const advice = 'please upgrade your client to a newer version';
    throw new HaleError('bad-input', `client version ${version} is too old. ${limit}, ${advice}`);
  }
}

function compare(one: string, other: string): number {
  const [a = 0, b = 0] = one.split('.').map(Number);
  const [c = 0, d = 0] = other.split('.').map(Number);
  return a - c || b - d;
}

async function readBody(request: Request): Promise<unknown> {
  const text = await readText(request.body);
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HaleError('bad-input', 'invalid JSON in request body', { path: 'body', cause });
  }
}

async function readText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = '';
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > MAX_BODY_BYTES) {
      throw new HaleError('too-large', `request body over ${MAX_BODY_BYTES} bytes`, { path: 'body' });
    }
    text += decoder.decode(value, { stream: true });
  }
}

export function json(value: unknown, status = 200): Response {
  return new Response(`${JSON.stringify(value)}\n`, {
    status,
    headers: { 'content-type': 'application/json' },
  });
}

export function empty(status = 204): Response {
  return new Response(null, { status });
}
