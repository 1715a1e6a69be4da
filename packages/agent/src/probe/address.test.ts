import { readFileSync } from 'node:fs';
import type { Container, ContainerNetwork, PublishedPort } from '@hale/core';
import { type Engine, inspect } from '@hale/core/docker';
import { createFetchHttp } from '@hale/core/fetch';
import { aContainer } from '@hale/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Address, addressOf, authority, type EngineHost } from './address.ts';

const BRIDGED: EngineHost = { kind: 'here', bridged: true };
const DESKTOP: EngineHost = { kind: 'here', bridged: false };
const REMOTE: EngineHost = { kind: 'elsewhere', host: 'box.example' };

function shown(address: Address): string {
  return address.kind === 'at' ? authority(address) : address.reason;
}

function on(network: Partial<ContainerNetwork>): Pick<Container, 'network'> {
  return { network: { mode: 'bridge', addresses: [], published: [], ...network } };
}

const web = (hostIp: string, hostPort = 8080): PublishedPort => ({
  port: 80,
  protocol: 'tcp',
  hostIp,
  hostPort,
});

describe('addressOf what engines have said', () => {
  async function recorded(name: string): Promise<Container> {
    const url = new URL(`../../../core/src/docker/fixtures/${name}`, import.meta.url);
    const http = createFetchHttp(() => new Response(readFileSync(url)));
    const engine: Engine = { http, kind: 'docker', apiVersion: '1.45', engineApiVersion: '1.45', date: null };
    return inspect(engine, 'web');
  }

  it.each<[string, number, EngineHost, string]>([
    ['inspect-docker-26.1.json', 80, BRIDGED, '127.0.0.1:80'],
    ['inspect-docker-20.10.json', 80, DESKTOP, '127.0.0.1:80'],
    ['inspect-podman-4.3.json', 80, REMOTE, 'box.example:80'],
    ['inspect-published-podman-4.3.json', 80, BRIDGED, '10.88.0.6:80'],
    ['inspect-published-podman-4.3.json', 81, BRIDGED, '10.88.0.6:81'],
    ['inspect-published-podman-4.3.json', 80, DESKTOP, '127.0.0.1:48080'],
    ['inspect-published-podman-4.3.json', 80, REMOTE, expect.stringContaining('on the loopback')],
    ['inspect-bridged.json', 80, BRIDGED, '172.19.0.3:80'],
    ['inspect-bridged.json', 80, DESKTOP, '127.0.0.1:8080'],
    ['inspect-bridged.json', 80, REMOTE, 'box.example:8080'],
    ['inspect-bridged.json', 9000, REMOTE, '192.0.2.10:49153'],
    ['inspect-bridged.json', 443, DESKTOP, expect.stringContaining('publish it')],
    ['inspect-bridged.json', 53, REMOTE, expect.stringContaining('publish it')],
  ])('in %s: port %i', async (name, port, engine, expected) => {
    expect(shown(addressOf(await recorded(name), port, engine))).toEqual(expected);
  });
});

describe('addressOf', () => {
  it.each<[string, Partial<ContainerNetwork>, EngineHost, string]>([
    ['IPv6 alone', { addresses: ['fd00::2'] }, BRIDGED, '[fd00::2]:80'],
    ['published on every address', { published: [web('')] }, DESKTOP, '127.0.0.1:8080'],
    ['published on IPv6 alone', { published: [web('::')] }, DESKTOP, '[::1]:8080'],
    ['published on IPv6 alone, far', { published: [web('::')] }, REMOTE, 'box.example:8080'],
    ['IPv4 before IPv6', { published: [web('::', 1), web('0.0.0.0', 2)] }, DESKTOP, '127.0.0.1:2'],
    ['every address before one', { published: [web('192.0.2.1', 1), web('::', 2)] }, REMOTE, 'box.example:2'],
    [
      'one that is not loopback',
      { published: [web('127.0.0.2', 1), web('192.0.2.1', 2)] },
      REMOTE,
      '192.0.2.1:2',
    ],
    ['a loopback of its own', { published: [web('127.0.0.2', 1)] }, DESKTOP, '127.0.0.2:1'],
    ['published before it runs', { addresses: [], published: [web('')] }, BRIDGED, '127.0.0.1:8080'],
  ])('%s', (_what, network, engine, expected) => {
    expect(shown(addressOf(on(network), 80, engine))).toBe(expected);
  });

  it.each<[string, Partial<ContainerNetwork>, EngineHost, string]>([
    ['no network', { mode: 'none' }, BRIDGED, 'has no network'],
    ['the network of another', { mode: 'container:c0ffee' }, BRIDGED, 'shares the network of another'],
    ['a port of UDP only', { published: [{ ...web(''), protocol: 'udp' }] }, DESKTOP, 'publish it'],
    ['IPv6 loopback, far', { published: [web('::1')] }, REMOTE, 'on the loopback'],
    ['an address behind a virtual machine', { addresses: ['172.17.0.2'] }, DESKTOP, 'publish it'],
  ])('says why not: %s', (_what, network, engine, reason) => {
    expect(addressOf(on(network), 80, engine)).toEqual({
      kind: 'none',
      reason: expect.stringMatching(new RegExp(`^port 80 cannot be reached.*${reason}`)),
    });
  });

  const hostIp = fc.constantFrom('', '0.0.0.0', '::', '::1', '127.0.0.1', '192.0.2.1', '2001:db8::1');
  const port = fc.integer({ min: 1, max: 5 });
  const published = fc.record({ port, hostPort: port, hostIp, protocol: fc.constantFrom('tcp', 'udp') });
  const networks = fc.record({
    mode: fc.constantFrom('bridge', 'host', 'none', 'container:x', 'own'),
    addresses: fc.subarray(['172.17.0.2', 'fd00::2']),
    published: fc.array(published, { maxLength: 4 }),
  });

  it('never leads to the loopback of this machine for an engine elsewhere', () => {
    fc.assert(
      fc.property(networks, port, (network, wanted) => {
        const address = addressOf({ network }, wanted, REMOTE);
        return address.kind === 'none' || !/^(127\.|::1$|0\.0\.0\.0$|::$|$)/.test(address.host);
      }),
    );
  });

  it('never leads to a port that is published for another, or for UDP', () => {
    fc.assert(
      fc.property(networks, port, fc.constantFrom(DESKTOP, REMOTE), (network, wanted, engine) => {
        const address = addressOf({ network }, wanted, engine);
        if (address.kind === 'none' || network.mode === 'host') return true;
        const ways = network.published.filter((way) => way.protocol === 'tcp' && way.port === wanted);
        return ways.some(({ hostPort }) => hostPort === address.port);
      }),
    );
  });

  it('needs no more of a container than its network', () => {
    expect(shown(addressOf(aContainer(), 80, BRIDGED))).toBe('172.17.0.2:80');
  });
});
