import * as z from 'zod';
import { HaleError } from '../error.ts';
import type { Http, HttpRequest, HttpResponse } from '../http.ts';
import type { Signal } from '../signal.ts';
import { refusal } from './refusal.ts';

/** From the request to the last byte of an answer that ends. */
export const CALL_TIMEOUT_MS = 30_000;
/** Longest answer that is read: a list of 20,000 containers is about 16 MB. */
export const ANSWER_LIMIT_BYTES = 32 * 1024 * 1024;
/** What is read of an answer that says no, or nothing. */
export const REFUSAL_LIMIT_BYTES = 64 * 1024;

const decoder = new TextDecoder();

export interface Call {
  readonly method: HttpRequest['method'];
  /** Without the version. Its variable parts have been checked. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly json?: unknown;
  readonly accept?: string;
  /** The rule that a socket proxy must have to let this pass, such as `CONTAINERS=1`. */
  readonly allow: string;
  readonly signal?: Signal;
  /** Default {@link CALL_TIMEOUT_MS}; `null` for an answer that may never end. */
  readonly timeoutMs?: number | null;
}

interface Target {
  readonly http: Http;
  /** Without it the path is not versioned. */
  readonly apiVersion?: string;
}

/** One call whose answer is JSON, decoded. What the schema does not name is dropped. */
export async function call<S extends z.ZodType>(
  target: Target,
  request: Call,
  schema: S,
): Promise<z.output<S>> {
  const response = await send(target, request);
  const text = await readWhole(response);
  return decode(schema, parseJson(text, describe(request)), describe(request));
}

/** The answer once its head says yes; a no is thrown. */
export async function send({ http, apiVersion }: Target, request: Call): Promise<HttpResponse> {
  const { method, json, accept, signal, timeoutMs = CALL_TIMEOUT_MS } = request;
  const response = await http({
    method,
    url: `http://docker${apiVersion === undefined ? '' : `/v${apiVersion}`}${request.path}${queryOf(request.query)}`,
    headers: {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(accept !== undefined && { accept }),
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
    ...(signal && { signal }),
    headersTimeoutMs: timeoutMs ?? CALL_TIMEOUT_MS,
    ...(timeoutMs !== null && { timeoutMs }),
  });
  if (response.status >= 200 && response.status < 300) return response;
  const { text } = await readStart(response, REFUSAL_LIMIT_BYTES);
  throw refusal(request, response.status, text);
}

/** Checks what the engine said against what hale needs of it; the first thing amiss is named by its path. */
export function decode<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  throw new HaleError(
    'protocol',
    `${what}: ${path === '' ? 'the answer' : path}: ${issue?.message ?? 'is amiss'}`,
    { path },
  );
}

/** Reads an answer that says nothing, so that its connection can serve again. */
export async function discard(response: HttpResponse): Promise<void> {
  await readStart(response, REFUSAL_LIMIT_BYTES);
}

async function readWhole(response: HttpResponse): Promise<string> {
  const { text, whole } = await readStart(response, ANSWER_LIMIT_BYTES);
  if (whole) return text;
  throw new HaleError('too-large', `the engine's answer is over ${ANSWER_LIMIT_BYTES} bytes`);
}

async function readStart(
  { body }: HttpResponse,
  limitBytes: number,
): Promise<{ readonly text: string; readonly whole: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limitBytes) break;
  }
  const text = decoder.decode(chunks.length === 1 ? chunks[0] : joined(chunks, size));
  return { text, whole: size <= limitBytes };
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HaleError('protocol', `${what}: the answer is not JSON`, {
      cause,
      hint: 'Check that the address is the API of Docker or Podman, not of something before it.',
    });
  }
}

function describe({ method, path }: Call): string {
  return `${method} ${path}`;
}

function queryOf(query: Call['query'] = {}): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${encodeURIComponent(value)}`],
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
