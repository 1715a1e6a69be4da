import { HaleError } from '../error.ts';
import type { Phase } from '../system/exchange.ts';
import { codeOf, NOT_HTTP } from './failure.ts';
import type { Reading } from './tls-failure.ts';

/** What a failed exchange with the target of a check means. `label`: as its user would write it. */
export function targetFailure(error: unknown, label: string, phase: Phase = 'head'): HaleError {
  if (error instanceof HaleError) return error;
  const code = codeOf(error);
  const [meaning, says, options] = readConnection(code, phase) ?? readTls(code) ?? unread(error);
  return new HaleError(meaning, `${label}: ${says}`, { ...options, cause: error });
}

function readConnection(code: string, phase: Phase): Reading | undefined {
  switch (code) {
    case 'ECONNREFUSED':
      return ['unreachable', 'nothing listens there'];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return ['unreachable', 'this host name has no address', { path: 'host' }];
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return ['unreachable', 'no route leads there'];
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return ['timeout', 'no connection came about in time'];
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return phase === 'body' ? CUT : ['unreachable', 'the connection was closed without an answer'];
    case 'UND_ERR_INVALID_ARG':
      return ['bad-input', 'this request cannot be sent: a path or header holds what HTTP does not allow'];
    case 'UND_ERR_HEADERS_OVERFLOW':
      return ['too-large', 'the head of the answer is over its limit'];
    case NOT_HTTP:
      return phase === 'body' ? CUT : ['protocol', 'what answers there does not speak HTTP'];
    default:
      return undefined;
  }
}

const CUT: Reading = ['unreachable', 'the connection was cut before the answer was whole'];

/** Codes of OpenSSL and of Node's `tls`. */
function readTls(code: string): Reading | undefined {
  switch (code) {
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'CERT_SIGNATURE_FAILURE':
      return [
        'tls',
        `no authority that this machine trusts has signed its certificate (${code})`,
        {
          hint: 'Have this machine trust the authority (NODE_EXTRA_CA_CERTS), or let the check not verify it.',
        },
      ];
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return ['tls', `its certificate is not valid at this time (${code})`];
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return [
        'tls',
        'its certificate is for another name',
        { hint: 'Give the check the name that the certificate is for.' },
      ];
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'ERR_SSL_HTTP_REQUEST':
      return ['tls', 'what listens there does not speak TLS'];
    default:
      return code.startsWith('ERR_SSL_') ? ['tls', `no TLS session came about (${code})`] : undefined;
  }
}

function unread(error: unknown): Reading {
  return ['unreachable', error instanceof Error ? error.message : String(error)];
}
