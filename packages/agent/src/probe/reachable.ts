import { HaleError, type HttpSpec, type TcpSpec } from '@hale/core';
import type { Address, Reached } from './address.ts';

/**
 * Where a check goes: the host that it names, or its container's own address.
 *
 * @throws HaleError `unsupported` if there is none, `bad-input` for a host that would be more than that in a URL
 */
export function reachable({ host, port }: HttpSpec | TcpSpec, address: Address): Reached {
  if (host === null) {
    if (address.kind === 'at') return address;
    throw new HaleError('unsupported', address.reason);
  }
  if (/^[^\s/\\?#@[\]%]+$/.test(host)) return { kind: 'at', host, port };
  throw new HaleError('bad-input', `host: expected a name or an address, got ${JSON.stringify(host)}`, {
    path: 'host',
  });
}
