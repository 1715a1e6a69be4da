import { type Address, hostOf, readAddress } from './address.ts';
import { readEntries } from './entries.ts';
import type { EgressMode } from './url.ts';

export interface EgressRules {
  readonly mode: EgressMode;
  /**
   * Networks and addresses that may be sent to, whatever else is said; and hosts that may be private ones. Who serves a host's name
   * chooses its addresses, so a host does not open what is never meant.
   */
  readonly allow?: readonly string[];
  /** Those that may not, allowed or not. */
  readonly deny?: readonly string[];
}

/** Never meant: it is nobody, everybody, or whatever hands out the keys of a cloud. */
const NEVER: ReadonlySet<string> = new Set(['unspecified', 'broadcast', 'multicast', 'linkLocal']);

/** Of clouds, outside the link-local range: AWS, Azure, Alibaba, Google, Oracle, Scaleway. */
const METADATA = readEntries(
  [
    'fd00:ec2::254',
    'fd00:ec2::23',
    '168.63.129.16',
    '100.100.100.200',
    'fd20:ce::254',
    '192.0.0.192',
    'fd00:42::42',
  ],
  'metadata',
);

/**
 * Decides, address by address, where messages may go: ask it at the moment of connecting. Gives the reason of a refusal, or `null`.
 *
 * @throws HaleError `bad-input` for an entry that is no host, address or network
 */
export function egressPolicy({
  mode,
  allow = [],
  deny = [],
}: EgressRules): (address: string, hostname: string) => string | null {
  const allowed = readEntries(allow, 'egress.allow');
  const denied = readEntries(deny, 'egress.deny');

  function refusal(address: Address, host: string): string | null {
    if (denied.hasAddress(address)) return 'is denied by the settings';
    if (allowed.hasAddress(address)) return null;
    if (METADATA.hasAddress(address)) return "is an address of a cloud's own services";
    const range: string = address.range();
    if (NEVER.has(range)) return `is ${words(range)}`;
    if (mode === 'operator' || range === 'unicast' || allowed.hasHost(host)) return null;
    return `is ${words(range)}, and only public addresses may be sent to`;
  }

  return (text, hostname) => {
    const host = hostOf(hostname);
    if (denied.hasHost(host)) return `${host} is denied by the settings`;
    const addresses = readAddress(text);
    if (addresses === null) return `${JSON.stringify(text)} is not an address`;
    for (const address of addresses) {
      const why = refusal(address, host);
      if (why !== null) return `${address.toString()} ${why}`;
    }
    return null;
  };
}

/** `carrierGradeNat` as people write it. */
function words(range: string): string {
  return range.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
