import { describe, expect, it } from 'vitest';
import { inspect } from './inspect.ts';
import { networkOf, PUBLISHED_LIMIT } from './network.ts';
import { answering, fixture } from './testing/http.ts';

async function recorded(name: string) {
  const { engine } = answering(() => ({ body: fixture(name) }));
  return inspect(engine, 'web');
}

describe('network', () => {
  it('has the addresses of all networks and the ports of the host, in an answer of the API shape', async () => {
    const { network, shell, os, pid } = await recorded('inspect-bridged.json');
    expect(network).toEqual({
      mode: 'shop_default',
      addresses: ['172.19.0.3', '172.18.0.2', 'fd00:19::3'],
      published: [
        { port: 53, protocol: 'udp', hostIp: '127.0.0.1', hostPort: 5353 },
        { port: 80, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 8080 },
        { port: 80, protocol: 'tcp', hostIp: '::', hostPort: 8080 },
        { port: 9000, protocol: 'tcp', hostIp: '192.0.2.10', hostPort: 49_153 },
      ],
    });
    expect({ shell, os, pid }).toEqual({
      shell: ['/bin/bash', '-o', 'pipefail', '-c'],
      os: 'linux',
      pid: 8123,
    });
  });

  it.each(['docker-20.10', 'docker-26.1', 'podman-4.3'])(
    'is the host, without an address, on %s',
    async (engine) => {
      const { network } = await recorded(`inspect-${engine}.json`);
      expect(network).toEqual({ mode: 'host', addresses: [], published: [] });
    },
  );

  it("has one network and one port of the host's loopback, as Podman recorded them", async () => {
    const { network, pid } = await recorded('inspect-published-podman-4.3.json');
    expect(network).toEqual({
      mode: 'bridge',
      addresses: ['10.88.0.6'],
      published: [{ port: 80, protocol: 'tcp', hostIp: '127.0.0.1', hostPort: 48_080 }],
    });
    expect(pid).toBeGreaterThan(0);
  });

  it('takes an address that stands for the container alone, and one that stands twice once', () => {
    const one = { IPAddress: '10.88.0.5', GlobalIPv6Address: null };
    expect(networkOf('bridge', one).addresses).toEqual(['10.88.0.5']);
    expect(networkOf('bridge', { ...one, Networks: { bridge: one, none: null } }).addresses).toEqual([
      '10.88.0.5',
    ]);
  });

  it.each([
    ['0/tcp', '80'],
    ['65536/tcp', '80'],
    ['http/tcp', '80'],
    ['80', '80'],
    ['80/tcp', ''],
    ['80/tcp', '0'],
    ['80/tcp', '-1'],
    ['80/tcp', '70000'],
  ])('drops %s published as %j', (name, HostPort) => {
    expect(networkOf('bridge', { Ports: { [name]: [{ HostIp: '', HostPort }] } }).published).toEqual([]);
  });

  it(`keeps ${PUBLISHED_LIMIT} published ports`, () => {
    const range = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, n) => [`${n + 1}/tcp`, [{ HostIp: '', HostPort: String(n + 1) }]]),
      );
    expect(networkOf('bridge', { Ports: range(PUBLISHED_LIMIT) }).published).toHaveLength(PUBLISHED_LIMIT);
    const { published } = networkOf('bridge', { Ports: range(PUBLISHED_LIMIT + 1) });
    expect(published).toHaveLength(PUBLISHED_LIMIT);
    expect(published.at(-1)?.port).toBe(PUBLISHED_LIMIT);
  });
});
