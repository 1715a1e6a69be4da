import { hostOf } from './address.ts';

/**
 * `operator`: whoever configures hale is trusted with private networks. `public`: only what all the internet can reach, for those
 * whose users are not.
 */
export type EgressMode = 'operator' | 'public';

/** Where `public` may go. */
const PUBLIC_PORTS: ReadonlySet<string> = new Set(['', '443', '8443']);

/** Whatever their address is. */
const METADATA_HOSTS: ReadonlySet<string> = new Set(['metadata.google.internal', 'metadata.goog']);

/**
 * What can be said of a URL without looking its host up: why nothing may be sent there, or `null`. Never repeats its path or query.
 * Addresses are another matter: see `egressPolicy`.
 */
export function checkUrl(url: string, mode: EgressMode): string | null {
  const parsed = URL.parse(url);
  if (parsed === null) return 'it is no absolute URL';
  const { protocol, port, username, password } = parsed;
  if (protocol !== 'https:' && protocol !== 'http:') return 'only https and http can be sent to';
  if (username !== '' || password !== '') return 'it has a user or a password: use a header instead';
  const host = hostOf(parsed.hostname);
  if (METADATA_HOSTS.has(host)) return `${host} hands out the keys of a cloud`;
  if (mode === 'operator') return null;
  if (protocol !== 'https:') return 'only https may be sent to';
  if (!PUBLIC_PORTS.has(port)) return `only the ports 443 and 8443 may be sent to, not ${port}`;
  if (host === 'localhost' || host.endsWith('.localhost')) return `${host} is this machine`;
  return null;
}
