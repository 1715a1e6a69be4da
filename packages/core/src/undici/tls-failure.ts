import type { ErrorCode, HaleErrorOptions } from '../error.ts';
import type { Phase } from '../system/exchange.ts';
import type { TlsMaterial } from './dialable.ts';

/** Code, message, and what to do about it. */
export type Reading = readonly [ErrorCode, string, HaleErrorOptions?];

const CERTIFICATES: HaleErrorOptions = {
  path: 'DOCKER_CERT_PATH',
  hint: 'Point DOCKER_CERT_PATH to a folder with ca.pem, cert.pem and key.pem for this engine, or use a docker context that holds them.',
};

/** Codes of OpenSSL, of Node's `tls` and of undici. */
export function readTlsFailure(code: string, { cert }: TlsMaterial, phase: Phase): Reading | undefined {
  switch (code) {
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'CERT_SIGNATURE_FAILURE':
      return ['tls', `no authority in ca.pem has signed the engine's certificate (${code})`, CERTIFICATES];
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return [
        'tls',
        `the engine's certificate is not valid at this time (${code})`,
        { hint: 'Renew it, or set the clock of this machine.' },
      ];
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return [
        'tls',
        "the engine's certificate is for another name",
        {
          path: 'DOCKER_HOST',
          hint: 'Name the host as its certificate does (subjectAltName), or have one issued for this name.',
        },
      ];
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'ERR_SSL_HTTP_REQUEST':
      return [
        'tls',
        'what listens there does not speak TLS',
        {
          path: 'DOCKER_TLS_VERIFY',
          hint: 'Name the port that speaks TLS (usually 2376), or unset DOCKER_TLS_VERIFY if plain HTTP is meant.',
        },
      ];
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      // A TLS 1.3 server refuses a missing certificate only after the handshake, so the cut is all that is seen of it.
      if (cert !== undefined || phase === 'body') return undefined;
      return [
        'tls',
        'it closed without an answer, as an engine does that wants a client certificate',
        CERTIFICATES,
      ];
    default:
      if (code.startsWith('ERR_OSSL_')) {
        return ['tls', `a certificate or key that was given cannot be used (${code})`, CERTIFICATES];
      }
      if (!code.startsWith('ERR_SSL_')) return undefined;
      return cert === undefined
        ? ['tls', `no session, maybe for want of a client certificate (${code})`, CERTIFICATES]
        : ['tls', `no session with this client certificate (${code})`, CERTIFICATES];
  }
}
