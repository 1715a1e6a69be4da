import type { Outcome } from '@hale/core';
import { retryAfter } from './retry-after.ts';
import type { TransportReply } from './transport.ts';

/** What a reply means by its status alone, for receivers without words of their own. */
export function classifyReply({ status, headers }: TransportReply, now: number): Outcome {
  const code = `http-${status}`;
  const notBefore = retryAfter(headers['retry-after'], now);
  const later = notBefore === undefined ? {} : { notBefore };
  if (status >= 200 && status < 300) return { kind: 'ok' };
  if (status >= 500 || status < 200) return { kind: 'retry', code, ...later };
  switch (status) {
    case 401:
    case 403:
    case 407:
      return { kind: 'auth', code };
    case 404:
    case 410:
      return { kind: 'gone', code };
    case 408:
    case 425:
      return { kind: 'retry', code, ...later };
    case 429:
      return { kind: 'throttled', code, ...later };
    default:
      // A redirect is never followed: it could lead the message, and its secrets, anywhere. The address has to be mended.
      return { kind: status < 400 ? 'gone' : 'rejected', code };
  }
}
