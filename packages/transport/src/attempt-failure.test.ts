import { type ErrorCode, HaleError } from '@hale/core';
import { describe, expect, it } from 'vitest';
import { unsent } from './attempt-failure.ts';

function failed(code: ErrorCode, cause?: unknown): HaleError {
  return new HaleError(code, 'https://hooks.test/secret: failed', { cause });
}

function systemError(code: string, cause?: unknown): Error {
  return Object.assign(new Error(code, { cause }), { code });
}

describe('nothing has left', () => {
  it.each([
    ['the address is not allowed', failed('refused')],
    ['no TLS session', failed('tls')],
    ['nothing listens there', failed('unreachable', systemError('ECONNREFUSED'))],
    ['the name has no address', failed('unreachable', systemError('ENOTFOUND'))],
    ['no connection in time', failed('timeout', systemError('UND_ERR_CONNECT_TIMEOUT'))],
    [
      'a fetch that says it deeper down',
      failed('unreachable', new TypeError('fetch failed', { cause: systemError('ECONNREFUSED') })),
    ],
  ])('where %s', (_, error) => {
    expect(unsent(error)).toBe(true);
  });
});

describe('it may have arrived', () => {
  const loop = systemError('ELOOP');
  loop.cause = loop;
  it.each<[string, unknown]>([
    ['the connection was cut', failed('unreachable', systemError('ECONNRESET'))],
    ['nobody knows why it failed', failed('unreachable')],
    ['no reply came in time', failed('timeout')],
    ['the reply was no HTTP', failed('protocol')],
    ['the head of the reply was too long', failed('too-large')],
    ['the error is not one of ours', new TypeError('fetch failed')],
    ['what was thrown is no error', 'ECONNREFUSED'],
    ['causes go round in a circle', failed('unreachable', loop)],
  ])('where %s', (_, error) => {
    expect(unsent(error)).toBe(false);
  });
});
