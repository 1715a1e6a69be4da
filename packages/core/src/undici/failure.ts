import { errors } from 'undici';
import { HaleError } from '../error.ts';
import type { Phase } from '../system/exchange.ts';
import { type Dialable, labelOf } from './dialable.ts';
import { type Reading, readTlsFailure } from './tls-failure.ts';

/** What a failed exchange with `to` means to the person who set it up. */
export function failure(error: unknown, to: Dialable, phase: Phase): HaleError {
  if (error instanceof HaleError) return error;
  const code = codeOf(error);
  const [meaning, says, options] =
    (to.kind === 'tls' ? readTlsFailure(code, to, phase) : undefined) ??
    readFailure(code, to, phase) ??
    unread(error);
  return new HaleError(meaning, `${labelOf(to)}: ${says}`, { ...options, cause: error });
}

/** The platform's or undici's own code, empty if it has none. */
export function codeOf(error: unknown): string {
  if (error instanceof errors.HTTPParserError) return NOT_HTTP;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** undici's parser gives some of its errors no code, so all of them get this one. */
export const NOT_HTTP = 'HPE';

function unread(error: unknown): Reading {
  return ['unreachable', error instanceof Error ? error.message : String(error)];
}

function readFailure(code: string, to: Dialable, phase: Phase): Reading | undefined {
  switch (code) {
    case 'ENOENT':
      return [
        'unreachable',
        to.kind === 'npipe' ? 'there is no such pipe' : 'there is no such socket',
        { hint: 'Start the engine, or name the one you mean with --host or DOCKER_HOST.' },
      ];
    case 'ECONNREFUSED':
      return [
        'unreachable',
        'nothing listens there',
        { hint: to.kind === 'unix' ? 'Start the engine: it has left its socket behind.' : CHECK_ADDRESS },
      ];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return ['unreachable', 'this host name has no address', { hint: CHECK_ADDRESS }];
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return [
        'unreachable',
        'no route leads there',
        { hint: 'Check the network between here and the engine.' },
      ];
    case 'EACCES':
    case 'EPERM':
      return [
        'permission',
        'this user may not open it',
        {
          hint: 'Add the user to the group that owns the socket (usually docker) and log in again, or run as a user who may.',
        },
      ];
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return ['timeout', 'no connection came about in time', { hint: CHECK_ADDRESS }];
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return phase === 'body'
        ? ['unreachable', 'the connection was cut before the answer was whole']
        : ['unreachable', 'the connection was closed without an answer', to.kind === 'tcp' ? TRY_TLS : {}];
    case 'UND_ERR_DESTROYED':
    case 'UND_ERR_CLOSED':
      return ['unreachable', 'this connection has been closed on our side'];
    case 'UND_ERR_INVALID_ARG':
      return ['bad-input', 'this request cannot be sent: a path or header holds what HTTP does not allow'];
    case 'UND_ERR_HEADERS_OVERFLOW':
      return ['too-large', 'the head of the answer is over its limit'];
    case NOT_HTTP:
      return ['protocol', 'what answers there does not speak HTTP', to.kind === 'tcp' ? TRY_TLS : {}];
    default:
      return undefined;
  }
}

const CHECK_ADDRESS = 'Check the host and port, and that the engine listens there.';
const TRY_TLS = {
  path: 'DOCKER_TLS_VERIFY',
  hint: 'If the port speaks TLS, set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder with its certificates.',
};

/** A Go server answers plain HTTP on its TLS port with a 400 that has no header at all; a Docker engine never does. */
export function plainOnTlsPort(to: Dialable, status: number, headers: object): HaleError | undefined {
  if (to.kind !== 'tcp' || status !== 400 || Object.keys(headers).length > 0) return undefined;
  return new HaleError('tls', `${labelOf(to)}: what listens there speaks TLS alone`, TRY_TLS);
}
