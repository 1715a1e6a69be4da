import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { Agent } from 'undici';
import { HaleError } from '../error.ts';
import type { Http } from '../http.ts';
import { anyOrigin } from './any-origin.ts';

/** Until a connection stands, TLS included. */
const CONNECT_TIMEOUT_MS = 10_000;
/** To one receiver at a time; a destination has one message under way. */
const CONNECTIONS_PER_ORIGIN = 4;

/** Why an address may not be sent to; `null`: it may. `hostname`: what it was found for. */
export type AllowAddress = (address: string, hostname: string) => string | null;

export interface InternetOptions {
  readonly allowAddress: AllowAddress;
  /** Why a URL may not be called, whatever its host's addresses are; `null`: it may. Default: every URL may. */
  readonly allowUrl?: (url: string) => string | null;
  /** All the addresses of a name. Default: the machine's resolver. */
  readonly resolve?: (hostname: string) => Promise<readonly LookupAddress[]>;
}

export interface InternetHttp {
  /** To whatever host a request's `url` names. Follows no redirect. */
  readonly http: Http;
  /** Cuts what is still under way. */
  close(): Promise<void>;
}

/**
 * The network to receivers of messages. Each address is vetted when the connection is made, not before: a name can mean another
 * address by then.
 */
export function createInternetHttp({
  allowAddress,
  allowUrl = () => null,
  resolve = resolveByMachine,
}: InternetOptions): InternetHttp {
  const agent = new Agent({
    connections: CONNECTIONS_PER_ORIGIN,
    pipelining: 1,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: CONNECT_TIMEOUT_MS, lookup: vetted(resolve, allowAddress) },
  });
  const admit = ({ href, hostname }: URL): void => {
    // A literal address is never looked up.
    const address = hostname.replace(/^\[|\]$/g, '');
    const reason = allowUrl(href) ?? (isIP(address) === 0 ? null : allowAddress(address, hostname));
    if (reason !== null) throw refused(hostname, reason);
  };
  return { http: anyOrigin(agent, admit), close: () => agent.destroy() };
}

function vetted(
  resolve: NonNullable<InternetOptions['resolve']>,
  allowAddress: AllowAddress,
): LookupFunction {
  const find = callbackify(
    async (hostname: string): Promise<readonly [LookupAddress, ...LookupAddress[]]> => {
      const found = await resolve(hostname);
      const reasons = found.map(({ address }) => allowAddress(address, hostname));
      const [first, ...others] = found.filter((_, n) => reasons[n] === null);
      if (first !== undefined) return [first, ...others];
      const reason = reasons.find((text) => text !== null);
      throw reason ? refused(hostname, reason) : nothingFound(hostname);
    },
  );
  return (hostname, { all }, callback) => {
    find(hostname, (error, addresses) => {
      if (error !== null) callback(error, '');
      else if (all === true) callback(null, [...addresses]);
      else callback(null, addresses[0].address, addresses[0].family);
    });
  };
}

function refused(hostname: string, reason: string): Error {
  return new HaleError('refused', `${hostname}: ${reason}`, {
    path: 'egress',
    hint: 'If it is meant, allow it in the settings (egress.allow, egress.mode).',
  });
}

/** As resolvers say it. */
function nothingFound(hostname: string): Error {
  return Object.assign(new Error(`no address of ${hostname}`), { code: 'ENOTFOUND' });
}

function resolveByMachine(hostname: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true }, (error, addresses) => {
      if (error) reject(error);
      else resolve(addresses);
    });
  });
}
