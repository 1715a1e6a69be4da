import { type ErrorCode, HaleError } from '../error.ts';
import type { Http, HttpResponse } from '../http.ts';
import type { Signal } from '../signal.ts';
import { isApiVersion } from './api-version.ts';
import { discard, send } from './call.ts';
import type { EngineKind } from './engine.ts';

/** An engine that does not answer a ping in this time is hanging. */
export const PING_TIMEOUT_MS = 10_000;

const ANSWERED: ReadonlySet<ErrorCode> = new Set(['refused', 'not-found', 'bad-input', 'engine', 'protocol']);

export interface Pong {
  readonly kind: EngineKind;
  /** The highest that the engine speaks, such as `1.45`. */
  readonly apiVersion: string;
  /** The engine's clock, in whole seconds as epoch milliseconds; `null` when it did not say. */
  readonly date: number | null;
}

/** `HEAD /_ping`, or `GET` where a proxy lets only that pass or the head says too little. Never versioned. */
export async function ping(http: Http, options: { readonly signal?: Signal } = {}): Promise<Pong> {
  const head = await ask(http, 'HEAD', options).catch(unlessConnectionFailed);
  const pong = (head && read(head)) ?? read(await ask(http, 'GET', options));
  if (pong === null)
    throw new HaleError('protocol', 'the endpoint answers /_ping, but not as a container engine does', {
      path: 'Api-Version',
      hint: 'Check that the address is the API of Docker or Podman.',
    });
  return pong;
}

async function ask(
  http: Http,
  method: 'HEAD' | 'GET',
  options: { readonly signal?: Signal },
): Promise<HttpResponse> {
  const response = await send(
    { http },
    { method, path: '/_ping', allow: 'PING=1', timeoutMs: PING_TIMEOUT_MS, ...options },
  );
  await discard(response);
  return response;
}

/** An answer, if only a no: then the engine is there, and GET may have more luck. */
function unlessConnectionFailed(error: unknown): null {
  if (error instanceof HaleError && ANSWERED.has(error.code)) return null;
  throw error;
}

function read({ headers }: HttpResponse): Pong | null {
  const apiVersion = headers['api-version'];
  if (apiVersion === undefined || !isApiVersion(apiVersion)) return null;
  const podman = headers['libpod-api-version'] !== undefined || headers['server']?.startsWith('Libpod/');
  const date = Date.parse(headers['date'] ?? '');
  return { kind: podman ? 'podman' : 'docker', apiVersion, date: Number.isNaN(date) ? null : date };
}
