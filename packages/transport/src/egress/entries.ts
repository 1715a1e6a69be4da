import { HaleError } from '@hale/core';
import ipaddr from 'ipaddr.js';
import { type Address, hostOf } from './address.ts';

/** A list of the settings, ready to be asked. */
export interface Entries {
  /** As {@link hostOf} gives it. */
  hasHost(host: string): boolean;
  hasAddress(address: Address): boolean;
}

type Network = readonly [net: Address, bits: number];

/**
 * Reads hosts (`gotify.lan`, `*.example.com`), addresses and networks (CIDR).
 *
 * @throws HaleError `bad-input` for an entry that is none of them, with its path
 */
export function readEntries(texts: readonly string[], path: string): Entries {
  const networks: Network[] = [];
  const hosts = new Set<string>();
  const domains: string[] = [];
  for (const [n, text] of texts.entries()) {
    const network = networkOf(text);
    const host = network === null ? hostIn(text) : null;
    if (network !== null) networks.push(network);
    else if (host === null) throw notAnEntry(text, `${path}.${n}`);
    else if (text.startsWith(ANY_UNDER)) domains.push(`.${host}`);
    else hosts.add(host);
  }
  return {
    hasHost: (host) => hosts.has(host) || domains.some((domain) => host.endsWith(domain)),
    hasAddress: (address) =>
      networks.some(([net, bits]) => net.kind() === address.kind() && address.match(net, bits)),
  };
}

const ANY_UNDER = '*.';
const MAPPED_BITS = 96;

/** Only as people write them: `010.0.0.1` is two different addresses, depending on who reads it. */
function networkOf(text: string): Network | null {
  const { IPv4, IPv6 } = ipaddr;
  if (IPv4.isValidFourPartDecimal(text)) return [IPv4.parse(text), 32];
  if (IPv4.isValidCIDRFourPartDecimal(text)) return IPv4.parseCIDR(text);
  if (!IPv6.isValid(text) && !IPv6.isValidCIDR(text)) return null;
  const [net, bits] = IPv6.isValid(text) ? ([IPv6.parse(text), 128] as const) : IPv6.parseCIDR(text);
  return net.isIPv4MappedAddress() && bits >= MAPPED_BITS
    ? [net.toIPv4Address(), bits - MAPPED_BITS]
    : [net, bits];
}

function hostIn(text: string): string | null {
  const name = text.startsWith(ANY_UNDER) ? text.slice(ANY_UNDER.length) : text;
  if (!/^[^\s/:@?#%*\\[\]]+$/.test(name)) return null;
  const url = URL.parse(`http://${name}/`);
  const host = url === null ? '' : hostOf(url.hostname);
  return host === '' || ipaddr.isValid(host) ? null : host;
}

function notAnEntry(text: string, path: string): HaleError {
  return new HaleError('bad-input', `expected a host, an address or a network, got ${JSON.stringify(text)}`, {
    path,
    hint: 'Such as gotify.lan, *.example.com, 192.0.2.7 or 10.0.0.0/8.',
  });
}
