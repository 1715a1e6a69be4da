import type { Signal } from './signal.ts';

/** The whole network, as one function. Throws a {@link HaleError}, or the signal's own reason when aborted. */
export type Http = (request: HttpRequest) => Promise<HttpResponse>;

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Absolute. An `Http` that is bound to one endpoint uses its path and query only. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: Signal;
  /** Until the response's head is there. Default {@link HEADERS_TIMEOUT_MS}. */
  readonly headersTimeoutMs?: number;
  /** Until the last byte of the body. Without it the body may stay open, silent, for ever. */
  readonly timeoutMs?: number;
  /** Bytes received and not yet read at which the body fails. Default {@link UNREAD_LIMIT_BYTES}. */
  readonly unreadLimitBytes?: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names; repeated fields are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Accepts bytes as they come and never slows the sender; fails over its limit. Abort, timeout and a broken connection
   * are thrown from the loop that reads it. Leaving the loop early closes the exchange. May be iterated once.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

export const HEADERS_TIMEOUT_MS = 30_000;
export const UNREAD_LIMIT_BYTES = 8 * 1024 * 1024;
