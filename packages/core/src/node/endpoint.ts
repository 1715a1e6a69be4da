import { HaleError } from '../error.ts';
import { type Dialable, labelOf } from '../undici/index.ts';
import type { Address, SshAddress } from './address.ts';

/** An engine's address, and how to be safe with it. Holds no secret, only the names of files that do. */
export type Endpoint =
  | Extract<Dialable, { kind: 'unix' | 'npipe' | 'tcp' }>
  | {
      readonly kind: 'tls';
      readonly host: string;
      readonly port: number;
      readonly files: TlsFiles;
      /** `false` takes any certificate of the engine. */
      readonly verify: boolean;
    }
  | SshAddress;

/** Paths of PEM files. */
export interface TlsFiles {
  /** Without it, the authorities that the platform trusts. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** What goes with an address that may need it. */
export interface Protection {
  /** `null`: TLS is not asked for. */
  readonly tls: { readonly files: TlsFiles; readonly verify: boolean } | null;
  /** Whether plain TCP to another machine is meant. */
  readonly allowPlainTcp: boolean;
}

const PLAIN_PORT = 2375;
const TLS_PORT = 2376;

/** @throws HaleError `bad-input` for plain TCP to another machine, whose `path` is `setting`. */
export function toEndpoint(address: Address, { tls, allowPlainTcp }: Protection, setting: string): Endpoint {
  if (address.kind !== 'tcp') return address;
  const { host, scheme } = address;
  if (scheme === 'https' || (scheme === 'tcp' && tls !== null)) {
    return { kind: 'tls', host, port: address.port ?? TLS_PORT, ...(tls ?? { files: {}, verify: true }) };
  }
  const port = address.port ?? PLAIN_PORT;
  if (!allowPlainTcp && !isLoopbackHost(host)) throw unprotected(`${scheme}://${host}:${port}`, setting);
  return { kind: 'tcp', host, port };
}

/** Whether a host of an endpoint is this machine. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function unprotected(address: string, setting: string): HaleError {
  const message = `${setting}: ${address} is another machine, and plain TCP gives whoever is on the way full control of it`;
  return new HaleError('bad-input', message, {
    path: setting,
    hint: 'Use ssh://, or TLS (DOCKER_TLS_VERIFY=1 with DOCKER_CERT_PATH, or a context with certificates), or say that plain TCP is meant (--allow-plain-tcp).',
  });
}

/** The endpoint as its user would write it: safe to print. */
export function endpointLabel(endpoint: Endpoint): string {
  if (endpoint.kind !== 'ssh') return labelOf(endpoint);
  const { user, host, port, socketPath = '' } = endpoint;
  const name = host.includes(':') ? `[${host}]` : host;
  return `ssh://${user === undefined ? '' : `${user}@`}${name}${port === undefined ? '' : `:${port}`}${socketPath}`;
}
