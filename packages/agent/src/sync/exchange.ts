import { HaleError, type Http, type HttpResponse, type Signal } from '@hale/core';
import { GZIP_FROM_BYTES, type ProtocolRange, protocolRange, refusedSession } from '@hale/protocol/sync';
import { redact, retryAfter } from '@hale/transport';
import * as z from 'zod';

export const EXCHANGE_TIMEOUT_MS = 15_000;
export const ANSWER_LIMIT_BYTES = 1024 * 1024;
/** Of what a hub says is wrong with a message. */
const MAX_DETAIL_CHARS = 300;

/** The way to one hub, and what its caller proves itself by. */
export interface HubAccess {
  readonly http: Http;
  /** Of the hub; what is posted to lies below it, under `v1/`. */
  readonly url: string;
  /** A secret. */
  readonly token: string;
  /** Without it everything is sent as it is. */
  readonly gzip?: (text: string) => Promise<Uint8Array>;
  /** Epoch milliseconds: where it is not given, a date in an answer says nothing. */
  readonly now?: () => number;
}

export type Exchanged<Answer> = { readonly kind: 'answered'; readonly answer: Answer } | Refusal;

export type Refusal =
  /** 409: what has to come first. */
  | { readonly kind: 'first'; readonly want: 'hello' | 'new-epoch' | 'conflict' }
  /** 401, 403: nobody it knows. */
  | { readonly kind: 'unknown'; readonly status: number }
  /** 426; `null`: it does not say what it speaks. */
  | { readonly kind: 'version'; readonly range: ProtocolRange | null }
  | { readonly kind: 'too-large' }
  /** 429, 503: for so long as it asks; `null`: it does not say. */
  | { readonly kind: 'busy'; readonly waitMs: number | null }
  /** It has read the message, and does not understand it. */
  | { readonly kind: 'invalid'; readonly status: number; readonly detail: string | null }
  /** Nothing that can be understood has come back: the message may have arrived. */
  | { readonly kind: 'away'; readonly code: string };

export interface Posted<Schema extends z.ZodType> {
  readonly path: 'v1/enrol' | 'v1/hello' | 'v1/sync' | 'v1/snapshot' | 'v1/bye';
  readonly message: object;
  readonly answer: Schema;
  readonly signal?: Signal;
  readonly timeoutMs?: number;
}

/** One message to a hub, and what came of it. It does not throw. */
export async function exchange<Schema extends z.ZodType>(
  access: HubAccess,
  { path, message, answer, signal, timeoutMs = EXCHANGE_TIMEOUT_MS }: Posted<Schema>,
): Promise<Exchanged<z.output<Schema>>> {
  const { http, url, token } = access;
  try {
    const { body, encoding } = await encode(JSON.stringify(message), access);
    const response = await http({
      method: 'POST',
      url: `${url.replace(/\/+$/, '')}/${path}`,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...encoding,
      },
      body,
      timeoutMs,
      headersTimeoutMs: timeoutMs,
      unreadLimitBytes: ANSWER_LIMIT_BYTES,
      ...(signal && { signal }),
    });
    const said = await readJson(response);
    if (response.status !== 200) return refusal(response, said, access);
    const parsed = answer.safeParse(said);
    return parsed.success ? { kind: 'answered', answer: parsed.data } : { kind: 'away', code: 'unreadable' };
  } catch (error) {
    return { kind: 'away', code: error instanceof HaleError ? error.code : 'failed' };
  }
}

async function encode(
  text: string,
  { gzip }: HubAccess,
): Promise<{ readonly body: string | Uint8Array; readonly encoding?: Readonly<Record<string, string>> }> {
  if (gzip === undefined || text.length < GZIP_FROM_BYTES) return { body: text };
  return { body: await gzip(text), encoding: { 'content-encoding': 'gzip' } };
}

/** `undefined`: it is no JSON. */
async function readJson({ body }: HttpResponse): Promise<unknown> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > ANSWER_LIMIT_BYTES) throw new HaleError('too-large', 'the answer of the hub is too long');
    text += decoder.decode(chunk, { stream: true });
  }
  try {
    return JSON.parse(text + decoder.decode());
  } catch {
    return undefined;
  }
}

const upgrade = z.looseObject({ protocol: protocolRange });
const problem = z.looseObject({ detail: z.string() });

function refusal(
  { status, headers }: HttpResponse,
  said: unknown,
  { token, now: clock = () => 0 }: HubAccess,
): Refusal {
  switch (status) {
    case 401:
    case 403:
      return { kind: 'unknown', status };
    case 409: {
      const { data } = refusedSession.safeParse(said);
      return data ? { kind: 'first', want: data.want } : { kind: 'away', code: 'unreadable' };
    }
    case 413:
      return { kind: 'too-large' };
    case 400:
    case 422: {
      const detail = problem.safeParse(said).data?.detail;
      // Whoever answers may quote what he was sent.
      return {
        kind: 'invalid',
        status,
        detail: detail ? redact(detail, [token]).slice(0, MAX_DETAIL_CHARS) : null,
      };
    }
    case 426:
      return { kind: 'version', range: upgrade.safeParse(said).data?.protocol ?? null };
    case 429:
    case 503: {
      const now = clock();
      const at = retryAfter(headers['retry-after'], now);
      return { kind: 'busy', waitMs: at === undefined ? null : at - now };
    }
    default:
      return { kind: 'away', code: `status-${status}` };
  }
}
