import { expect, it } from 'vitest';
import { isForLoopback } from './loopback.ts';

const asked = (url: string, host?: string): boolean =>
  isForLoopback(new Request(url, host === undefined ? {} : { headers: { host } }));

it.each(['localhost', 'LocalHost:4253', '127.0.0.1', '127.0.0.1:80', '127.8.8.8:1', '[::1]', '[::1]:4253'])(
  'Host: %s is this machine',
  (host) => {
    expect(asked('http://localhost/', host)).toBe(true);
  },
);

it.each([
  '',
  'evil.example',
  'evil.example:4253',
  'localhost.evil.example',
  'localhost.',
  'evil-localhost',
  '127.0.0.1.evil.example',
  '127.0.0.1.nip.io',
  '127.0.0.1:80:80',
  '127.0.0.1, evil.example',
  'localhost@evil.example',
  'evil.example#localhost',
  '[::2]',
  '[::ffff:127.0.0.1]',
  '::1',
  '0.0.0.0',
  '10.0.0.1',
])('Host: %j is not', (host) => {
  expect(asked('http://localhost/', host)).toBe(false);
});

it('goes by the address where there is no Host header, as in HTTP/2, and else by both', () => {
  expect(asked('http://127.0.0.1:4253/')).toBe(true);
  expect(asked('http://evil.example/')).toBe(false);
  expect(asked('http://evil.example/', 'localhost')).toBe(false);
});
