import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A name as names are compared: without the case, the brackets of IPv6, and the dot that ends a full name. */
export function hostOf(hostname: string): string {
  return hostname.toLowerCase().replace(/^\[|\]$|\.$/g, '');
}

/**
 * Everything that a connection to an address may end up at: itself, and the IPv4 address that a translator or a tunnel would take out
 * of it. `null`: it is no address.
 */
export function readAddress(text: string): readonly Address[] | null {
  if (!ipaddr.isValid(text)) return null;
  const address = ipaddr.process(text);
  const octets = address.kind() === 'ipv6' ? carried(address) : null;
  return octets === null ? [address] : [address, new ipaddr.IPv4(octets)];
}

const LAST = -4;
const NO_IPV4 = 12;

function carried(address: Address): number[] | null {
  const bytes = address.toByteArray();
  // The types of ipaddr.js do not know all that it returns.
  const range: string = address.range();
  switch (range) {
    case 'rfc6052':
    case 'rfc6145':
      return bytes.slice(LAST);
    case '6to4':
      return bytes.slice(2, 6);
    case 'teredo':
      return bytes.slice(LAST).map((byte) => byte ^ 0xff);
    case 'unicast':
      return bytes.slice(0, NO_IPV4).every((byte) => byte === 0) ? bytes.slice(LAST) : null;
    default:
      return null;
  }
}
