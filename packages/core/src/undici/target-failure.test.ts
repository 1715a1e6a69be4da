import { describe, expect, it } from 'vitest';
import { HaleError } from '../error.ts';
import { targetFailure } from './target-failure.ts';

const raised = (code: string) => Object.assign(new Error(`raised ${code}`), { code });

describe('targetFailure', () => {
  it.each([
    ['ECONNREFUSED', 'unreachable', 'nothing listens there'],
    ['ENOTFOUND', 'unreachable', 'this host name has no address'],
    ['EAI_AGAIN', 'unreachable', 'this host name has no address'],
    ['EHOSTUNREACH', 'unreachable', 'no route leads there'],
    ['ENETUNREACH', 'unreachable', 'no route leads there'],
    ['EHOSTDOWN', 'unreachable', 'no route leads there'],
    ['ETIMEDOUT', 'timeout', 'no connection came about in time'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout', 'no connection came about in time'],
    ['ECONNRESET', 'unreachable', 'the connection was closed without an answer'],
    ['UND_ERR_SOCKET', 'unreachable', 'the connection was closed without an answer'],
    ['UND_ERR_HEADERS_OVERFLOW', 'too-large', 'the head of the answer is over its limit'],
    ['CERT_HAS_EXPIRED', 'tls', 'its certificate is not valid at this time (CERT_HAS_EXPIRED)'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', 'its certificate is for another name'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls', 'what listens there does not speak TLS'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls', expect.stringContaining('no TLS session')],
    ['ESOMETHING', 'unreachable', 'raised ESOMETHING'],
  ])('reads %s', (code, meaning, says) => {
    const cause = raised(code);
    const error = targetFailure(cause, 'web:80');
    expect(error).toMatchObject({ code: meaning, cause });
    expect(error.message.replace(/^web:80: /, '')).toEqual(says);
  });

  it('tells a cut in the middle from one before the answer', () => {
    expect(targetFailure(raised('ECONNRESET'), 'web:80', 'body').message).toBe(
      'web:80: the connection was cut before the answer was whole',
    );
  });

  it('keeps what already is an error of ours, and survives what is no error at all', () => {
    const ours = new HaleError('timeout', 'no answer');
    expect(targetFailure(ours, 'web:80')).toBe(ours);
    expect(targetFailure('odd', 'web:80')).toMatchObject({ code: 'unreachable', message: 'web:80: odd' });
  });
});
