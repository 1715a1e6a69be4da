import type { Clock } from '@hale/core';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { problemResponse } from './problem.ts';
import { MAX_BODY_BYTES } from './route-doc.ts';

/** With its query. */
export const MAX_URL_CHARS = 8 * 1024;
/** Names and values together. */
export const MAX_HEADER_CHARS = 16 * 1024;
/** A stream may go on, but it has begun by then. */
export const ANSWER_WITHIN_MS = 60_000;

/** The others are refused as they come: some cannot even be made a request of. */
const MAY_HAVE_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/** What a request may be, and how long it may take. */
export function limits(clock: Clock, maxBodyBytes = MAX_BODY_BYTES): MiddlewareHandler {
  const bounded = bodyLimit({
    maxSize: maxBodyBytes,
    onError: (c) =>
      problemResponse(c, {
        status: 413,
        title: 'The body is too long',
        detail: `It may have ${maxBodyBytes} bytes.`,
      }),
  });
  return async (c, next) => {
    const refusal = tooMuch(c) ?? wrongType(c);
    if (refusal) return refusal;
    if (MAY_HAVE_BODY.has(c.req.method)) c.req.raw = whole(c.req.raw);
    const refused = await bounded(c, () => inTime(c, next, clock));
    if (c.req.method === 'HEAD' && c.finalized) await withoutBody(c);
    return refused;
  };
}

/** An adapter's request may be one in name only, of which Hono's bodyLimit cannot make another. */
function whole({ url, method, headers, body, signal }: Request): Request {
  const init = { method, headers, body, signal, duplex: 'half' } as const;
  return new Request(url, init);
}

/** Answers for the methods that a path does not take. What answers GET answers HEAD. */
export function refuseMethod(taken: readonly string[]) {
  const allow = taken
    .flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
    .join(', ');
  return (c: Context) =>
    problemResponse(c, {
      status: 405,
      title: 'Not by this method',
      detail: `It takes ${allow}.`,
      headers: { allow },
    });
}

function tooMuch(c: Context): Response | null {
  if (c.req.url.length > MAX_URL_CHARS)
    return problemResponse(c, {
      status: 414,
      title: 'The address is too long',
      detail: `It may have ${MAX_URL_CHARS} characters.`,
    });
  let chars = 0;
  for (const [name, value] of c.req.raw.headers) chars += name.length + value.length;
  if (chars <= MAX_HEADER_CHARS) return null;
  return problemResponse(c, {
    status: 431,
    title: 'The headers are too long',
    detail: `They may have ${MAX_HEADER_CHARS} characters.`,
  });
}

function wrongType(c: Context): Response | null {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return null;
  const type = c.req.header('content-type');
  const hasBody =
    Number(c.req.header('content-length') ?? 0) > 0 || c.req.header('transfer-encoding') !== undefined;
  if (type === undefined ? !hasBody : JSON_TYPE.test(type)) return null;
  return problemResponse(c, {
    status: 415,
    title: 'Not in this form',
    detail: 'A body is application/json.',
    headers: { accept: 'application/json' },
  });
}

async function inTime(c: Context, next: () => Promise<void>, clock: Clock): Promise<void> {
  const over = new AbortController();
  const late = clock.sleepUntil(clock.monotonic() + ANSWER_WITHIN_MS, over.signal).then(
    () => {
      c.res = problemResponse(c, {
        status: 503,
        title: 'No answer in time',
        detail: `hale took more than ${ANSWER_WITHIN_MS / 1_000} s.`,
      });
    },
    () => undefined,
  );
  try {
    await Promise.race([next(), late]);
  } finally {
    over.abort();
  }
}

/** A stream that nobody will read is not begun. */
async function withoutBody(c: Context): Promise<void> {
  const { body } = c.res;
  c.res = new Response(null, c.res);
  await body?.cancel();
}
