import { expect, it } from 'vitest';
import { isSafe, isSameOrigin } from './same-origin.ts';

const post = (headers: Record<string, string>): Request =>
  new Request('http://box:4253/', { method: 'POST', headers: { host: 'box:4253', ...headers } });

it.each([
  [{}, true],
  [{ 'sec-fetch-site': 'same-origin' }, true],
  [{ 'sec-fetch-site': 'none' }, true],
  [{ 'sec-fetch-site': 'same-site' }, false],
  [{ 'sec-fetch-site': 'cross-site' }, false],
  [{ 'sec-fetch-site': 'same-origin, cross-site' }, false],
  [{ 'sec-fetch-site': '' }, false],
  [{ origin: 'http://box:4253' }, true],
  // TLS ends at a proxy.
  [{ origin: 'https://box:4253' }, true],
  [{ origin: 'http://box:80' }, false],
  [{ origin: 'http://box' }, false],
  [{ origin: 'http://evil.example' }, false],
  [{ origin: 'http://box:4253.evil.example' }, false],
  [{ origin: 'http://evil.example/box:4253' }, false],
  [{ origin: 'null' }, false],
  [{ origin: '' }, false],
  // Browsers compare origins better than hale can.
  [{ 'sec-fetch-site': 'same-origin', origin: 'https://elsewhere' }, true],
  [{ 'sec-fetch-site': 'cross-site', origin: 'http://box:4253' }, false],
])('%j is of the same origin: %s', (headers, is) => {
  expect(isSameOrigin(post(headers))).toBe(is);
});

it('knows its own origin by the address where there is no Host header', () => {
  const request = (origin: string) => new Request('http://box:4253/', { headers: { origin } });
  expect(isSameOrigin(request('http://box:4253'))).toBe(true);
  expect(isSameOrigin(request('http://other'))).toBe(false);
});

it('only a method that looks is safe', () => {
  expect(
    ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => isSafe({ method })),
  ).toEqual([true, true, true, false, false, false, false]);
});
