import { expect, it } from 'vitest';
import { ownContainerId } from './own-container.ts';

const ID = 'c0ffee'.padEnd(64, '0');
const at = (source: string, target: string): string =>
  `1107 1090 0:52 / / rw,relatime - overlay overlay rw\n1132 1107 254:1 ${source} ${target} rw,relatime - ext4 /dev/vda1 rw\n`;
const idIn = (mounts: string | null) => ownContainerId({ readText: () => Promise.resolve(mounts) });

it.each([
  ['Docker', `/var/lib/docker/containers/${ID}/hostname`],
  ['Docker with a data root of its own', `/srv/data/containers/${ID}/hosts`],
  ['Podman', `/run/containers/storage/overlay-containers/${ID}/userdata/hostname`],
])('is told by what is mounted: %s', async (_, source) => {
  expect(await idIn(at(source, '/etc/hostname'))).toBe(ID);
});

it("is not that of another, whose folders are the host's own mounts", async () => {
  const path = `/var/lib/docker/containers/${ID}/mounts/shm`;
  expect(await idIn(at('/', path))).toBe(null);
});

it('is none elsewhere', async () => {
  expect(await idIn(null)).toBe(null);
  expect(await ownContainerId({ readText: () => Promise.reject(new Error('permission denied')) })).toBe(null);
});
