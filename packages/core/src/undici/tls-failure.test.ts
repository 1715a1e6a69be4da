import { describe, expect, it } from 'vitest';
import { readTlsFailure } from './tls-failure.ts';

const bare = {};
const mutual = { cert: 'CERT', key: 'KEY' };

describe('readTlsFailure', () => {
  it.each([
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', mutual, 'no authority in ca.pem', 'DOCKER_CERT_PATH'],
    ['SELF_SIGNED_CERT_IN_CHAIN', bare, 'no authority in ca.pem', 'DOCKER_CERT_PATH'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', bare, 'no authority in ca.pem', 'DOCKER_CERT_PATH'],
    ['CERT_HAS_EXPIRED', bare, 'not valid at this time', undefined],
    ['ERR_TLS_CERT_ALTNAME_INVALID', mutual, 'for another name', 'DOCKER_HOST'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', bare, 'does not speak TLS', 'DOCKER_TLS_VERIFY'],
    ['ERR_SSL_PACKET_LENGTH_TOO_LONG', mutual, 'does not speak TLS', 'DOCKER_TLS_VERIFY'],
    [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      bare,
      'for want of a client certificate',
      'DOCKER_CERT_PATH',
    ],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', mutual, 'with this client certificate', 'DOCKER_CERT_PATH'],
    ['ERR_OSSL_PEM_NO_START_LINE', mutual, 'cannot be used', 'DOCKER_CERT_PATH'],
    ['UND_ERR_SOCKET', bare, 'wants a client certificate', 'DOCKER_CERT_PATH'],
    ['ECONNRESET', bare, 'wants a client certificate', 'DOCKER_CERT_PATH'],
  ])('reads %s', (code, material, says, path) => {
    const [meaning, message, options] = readTlsFailure(code, material, 'head') ?? [];
    expect([meaning, options?.path]).toEqual(['tls', path]);
    expect(message).toContain(says);
    expect(options?.hint).toContain(path === 'DOCKER_HOST' ? 'subjectAltName' : (path ?? 'Renew'));
  });

  it('leaves what has nothing to do with TLS', () => {
    expect(readTlsFailure('ECONNREFUSED', bare, 'head')).toBeUndefined();
    expect(readTlsFailure('UND_ERR_SOCKET', mutual, 'head')).toBeUndefined();
    expect(readTlsFailure('UND_ERR_SOCKET', bare, 'body')).toBeUndefined();
  });
});
