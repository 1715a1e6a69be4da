import type { Container, ContainerNetwork, PublishedPort } from '@hale/core';

/** Where something listens, or in one sentence why it cannot be reached. */
export type Address = Reached | { readonly kind: 'none'; readonly reason: string };

export interface Reached {
  readonly kind: 'at';
  /** A name or an address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Where the engine runs, seen from here. */
export type EngineHost =
  /**
   * On this machine. `bridged`: the addresses of its containers can be dialled from here. They can on its Linux host; not where it
   * runs in a virtual machine, as Docker Desktop does, nor from inside a container of its own.
   */
  | { readonly kind: 'here'; readonly bridged: boolean }
  /** On another machine, by the name or address that its endpoint has. */
  | { readonly kind: 'elsewhere'; readonly host: string };

/** Where to reach a TCP port of a container from here. The container's own address comes first, then where it is published. */
export function addressOf(container: Pick<Container, 'network'>, port: number, engine: EngineHost): Address {
  const { mode, addresses, published } = container.network;
  if (mode === 'host') return at(engine.kind === 'here' ? '127.0.0.1' : engine.host, port);
  const own = addresses[0];
  if (own !== undefined && engine.kind === 'here' && engine.bridged) return at(own, port);
  const ways = published.filter((way) => way.protocol === 'tcp' && way.port === port);
  const reached = ways.toSorted(byPreference).flatMap((way) => publishedAt(way, engine) ?? [])[0];
  return reached ?? { kind: 'none', reason: whyNot(container.network, ways, port) };
}

/** The address as a URL has it. */
export function authority({ host, port }: Reached): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function at(host: string, port: number): Reached {
  return { kind: 'at', host, port };
}

/** All addresses before one, IPv4 before IPv6. */
function byPreference(a: PublishedPort, b: PublishedPort): number {
  const rank = ({ hostIp }: PublishedPort): number =>
    (isEvery(hostIp) ? 0 : 2) + (hostIp.includes(':') ? 1 : 0);
  return rank(a) - rank(b);
}

function publishedAt({ hostIp, hostPort }: PublishedPort, engine: EngineHost): Reached | null {
  if (engine.kind === 'here')
    return at(isEvery(hostIp) ? (hostIp === '::' ? '::1' : '127.0.0.1') : hostIp, hostPort);
  if (isEvery(hostIp)) return at(engine.host, hostPort);
  return isLoopback(hostIp) ? null : at(hostIp, hostPort);
}

function isEvery(hostIp: string): boolean {
  return hostIp === '' || hostIp === '0.0.0.0' || hostIp === '::';
}

function isLoopback(hostIp: string): boolean {
  return hostIp === '::1' || hostIp.startsWith('127.');
}

function whyNot({ mode }: ContainerNetwork, ways: readonly PublishedPort[], port: number): string {
  if (mode === 'none') return `port ${port} cannot be reached: the container has no network`;
  if (mode.startsWith('container:'))
    return `port ${port} cannot be reached: the container shares the network of another; check that one, or name the host in the config`;
  if (ways.length > 0)
    return `port ${port} cannot be reached from here: it is published on the loopback of the engine's machine only`;
  return `port ${port} cannot be reached from here: publish it on the engine's host, or run hale there`;
}
