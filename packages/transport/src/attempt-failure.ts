import { HaleError } from '@hale/core';

/** How deep causes are followed. */
const DEPTH = 5;

/** Codes of the platform for a connection that never came about. */
const NEVER_CONNECTED: ReadonlySet<string> = new Set([
  'ENOENT',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether it is certain that nothing of the request has left. A connection that was cut proves nothing. */
export function unsent(error: unknown): boolean {
  if (!(error instanceof HaleError)) return false;
  switch (error.code) {
    case 'tls':
    case 'permission':
    case 'refused':
    case 'unsupported':
    case 'bad-input':
      return true;
    case 'unreachable':
    case 'timeout':
      return neverConnected(error);
    default:
      return false;
  }
}

function neverConnected(error: Error): boolean {
  let cause = error.cause;
  for (let depth = 0; depth < DEPTH && cause instanceof Error; depth += 1) {
    if ('code' in cause && typeof cause.code === 'string' && NEVER_CONNECTED.has(cause.code)) return true;
    cause = cause.cause;
  }
  return false;
}
