import { expect, it } from 'vitest';
import { doorOf, isUnguarded } from './door.ts';

const TOKEN = { name: 'ci', sha256: '0'.repeat(64), scope: 'read' } as const;

it.each([
  [{ path: '/run/hale.sock' }, 'socket'],
  [{ host: '127.0.0.1', port: 1 }, 'loopback'],
  [{ host: '127.9.9.9', port: 1 }, 'loopback'],
  [{ host: '::1', port: 1 }, 'loopback'],
  [{ host: 'localhost', port: 1 }, 'loopback'],
  [{ host: '0.0.0.0', port: 1 }, 'network'],
  [{ host: '::', port: 1 }, 'network'],
  [{ host: '::ffff:127.0.0.1', port: 1 }, 'network'],
  [{ host: '10.0.0.1', port: 1 }, 'network'],
  [{ host: 'localhost.example', port: 1 }, 'network'],
  [{ host: '127.0.0.1.example', port: 1 }, 'network'],
] as const)('%j is reached by %s, and needs a token only from there', (place, door) => {
  expect(doorOf(place)).toBe(door);
  expect(isUnguarded(place, [])).toBe(door === 'network');
  expect(isUnguarded(place, [TOKEN])).toBe(false);
});
