import * as z from 'zod';
import type { ContainerNetwork, PublishedPort } from '../container.ts';

/** Published ports that are kept of one container. Only a published range has more, and nobody checks all of a range. */
export const PUBLISHED_LIMIT = 1024;

const addresses = z.object({ IPAddress: z.string().nullish(), GlobalIPv6Address: z.string().nullish() });
const binding = z.object({ HostIp: z.string().nullish(), HostPort: z.string().nullish() });

export const networkAnswer = z.object({
  ...addresses.shape,
  Networks: z.record(z.string(), addresses.nullable()).nullish(),
  Ports: z.record(z.string(), z.array(binding).nullable()).nullish(),
});

type NetworkAnswer = z.output<typeof networkAnswer>;

export function networkOf(
  mode: string | null | undefined,
  said: NetworkAnswer | null | undefined,
): ContainerNetwork {
  return {
    mode: mode ?? '',
    addresses: said ? addressesOf(said) : [],
    published: Object.entries(said?.Ports ?? {})
      .flatMap(([name, bindings]) => (bindings ?? []).flatMap((one) => publishedOf(name, one) ?? []))
      .slice(0, PUBLISHED_LIMIT),
  };
}

/** An engine may name an address twice: for the network, and for the container (up to API 1.51; Podman 3 only there). */
function addressesOf(said: NetworkAnswer): readonly string[] {
  const networks = [...Object.values(said.Networks ?? {}), said].filter((network) => network !== null);
  const all = [
    ...networks.map(({ IPAddress }) => IPAddress),
    ...networks.map(({ GlobalIPv6Address }) => GlobalIPv6Address),
  ];
  return [...new Set(all.flatMap((address) => address || []))];
}

/** `name` is `80/tcp`. */
function publishedOf(name: string, { HostIp, HostPort }: z.output<typeof binding>): PublishedPort | null {
  const [port = '', protocol] = name.split('/');
  if (protocol !== 'tcp' && protocol !== 'udp') return null;
  const [inside, outside] = [Number(port), Number(HostPort ?? '')];
  return isPort(inside) && isPort(outside)
    ? { port: inside, protocol, hostIp: HostIp ?? '', hostPort: outside }
    : null;
}

function isPort(number: number): boolean {
  return Number.isInteger(number) && number > 0 && number <= 65_535;
}
