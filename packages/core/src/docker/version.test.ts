import { describe, expect, it } from 'vitest';
import { answering, fixture } from './testing/http.ts';
import { version } from './version.ts';

describe('version', () => {
  it.each([
    ['docker-26.1', { version: '26.1.5', apiVersion: '1.45', minApiVersion: '1.24' }],
    ['podman-4.3', { version: '4.3.1', apiVersion: '1.41', minApiVersion: '1.24' }],
  ])('reads a real answer of %s', async (name, expected) => {
    const { engine, received } = answering(() => ({ body: fixture(`version-${name}.json`) }));
    expect(await version(engine)).toEqual({ ...expected, os: 'linux', arch: 'amd64', kernel: '6.1.0-amd64' });
    expect(received).toMatchObject([{ path: '/version' }]);
  });

  it('makes do with the two versions', async () => {
    const { engine } = answering(() => ({ body: { Version: '1', ApiVersion: '1.41' } }));
    expect(await version(engine)).toMatchObject({ minApiVersion: null, os: '' });
  });
});
