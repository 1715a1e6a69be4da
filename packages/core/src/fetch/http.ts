import { HaleError } from '../error.ts';
import type { Http, HttpRequest } from '../http.ts';
import { Exchange, type Phase } from '../system/exchange.ts';

/** What hale asks of a `fetch`: any platform's own fits, and so does a Hono app's. */
export type Fetch = (request: Request) => Response | Promise<Response>;

/**
 * An `Http` over a WHATWG `fetch`: that of Workers, Deno, Bun, MSW or a Hono app. The request goes to its own `url`;
 * a redirect is given back, not followed.
 *
 * A `fetch` slows the sender when it is not read, so the body is read ahead into memory, up to the unread limit. What the
 * platform holds back before that is its own affair: a reader of `/events` has to pump all the same.
 */
export function createFetchHttp(fetch: Fetch): Http {
  return async (request) => {
    if (request.signal?.aborted) throw request.signal.reason;
    const stop = new AbortController();
    const whatwg = toWhatwg(request, stop.signal);
    const label = new URL(request.url).origin;
    const exchange = new Exchange(request, label, () => stop.abort());
    void carry(exchange, label, () => fetch(whatwg), stop.signal);
    return exchange.response;
  };
}

function toWhatwg({ url, method, headers = {}, body }: HttpRequest, signal: AbortSignal): Request {
  try {
    return new Request(url, {
      method,
      headers,
      body: typeof body === 'string' ? body : body === undefined ? null : new Uint8Array(body),
      signal,
      redirect: 'manual',
    });
  } catch (cause) {
    throw new HaleError('bad-input', `no request can be made of ${method} ${JSON.stringify(url)}`, {
      path: 'url',
      hint: 'Give an absolute URL, and header values of one line.',
      cause,
    });
  }
}

async function carry(
  exchange: Exchange,
  label: string,
  send: () => Response | Promise<Response>,
  stopped: AbortSignal,
): Promise<void> {
  try {
    const response = await send();
    exchange.answer(response.status, joined(response.headers));
    const body: ReadableStream<Uint8Array> | null = response.body;
    const reader = body?.getReader();
    // A `fetch`, a Hono app's above all, may be deaf to the signal of its request.
    const leave = (): void => void reader?.cancel().catch(() => undefined);
    if (stopped.aborted) return leave();
    stopped.addEventListener('abort', leave, { once: true });
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read())
      exchange.push(part.value);
    exchange.end();
  } catch (error) {
    exchange.lose(lost(error, label, exchange.phase));
  }
}

function lost(error: unknown, label: string, phase: Phase): HaleError {
  if (error instanceof HaleError) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const says = cause instanceof Error ? cause.message : String(cause);
  return phase === 'head'
    ? new HaleError('unreachable', `${label}: ${says}`, {
        cause: error,
        hint: 'Check the URL, and that its server runs.',
      })
    : new HaleError('unreachable', `${label}: the connection was cut before the answer was whole (${says})`, {
        cause: error,
      });
}

function joined(headers: Headers): Record<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of headers) {
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(fields);
}
