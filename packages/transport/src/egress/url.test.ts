import { expect, it } from 'vitest';
import { checkUrl } from './url.ts';

it.each([
  'https://hooks.example/a',
  'http://hooks.example/a',
  'http://localhost:8080/',
  'http://10.0.0.1:9000/',
  'https://hooks.example.:8443/',
])('an operator may mean %s', (url) => {
  expect(checkUrl(url, 'operator')).toBeNull();
});

it.each([
  ['hooks.example/secret', 'it is no absolute URL'],
  ['https://', 'it is no absolute URL'],
  ['ftp://hooks.example/secret', 'only https and http can be sent to'],
  ['file:///secret', 'only https and http can be sent to'],
  ['https://me@hooks.example/secret', 'it has a user or a password: use a header instead'],
  ['https://:pw@hooks.example/secret', 'it has a user or a password: use a header instead'],
  ['http://Metadata.Google.Internal./secret', 'metadata.google.internal hands out the keys of a cloud'],
])('nobody means %s', (url, why) => {
  expect(checkUrl(url, 'operator')).toBe(why);
  expect(checkUrl(url, 'public')).toBe(why);
});

it.each(['https://hooks.example/', 'https://hooks.example:443/', 'https://hooks.example.:8443/'])(
  'the public may mean %s',
  (url) => {
    expect(checkUrl(url, 'public')).toBeNull();
  },
);

it.each([
  ['http://hooks.example/secret', 'only https may be sent to'],
  ['https://hooks.example:22/secret', 'only the ports 443 and 8443 may be sent to, not 22'],
  ['https://hooks.example:80/secret', 'only the ports 443 and 8443 may be sent to, not 80'],
  ['https://localhost/secret', 'localhost is this machine'],
  ['https://LOCALHOST./secret', 'localhost is this machine'],
  ['https://a.localhost/secret', 'a.localhost is this machine'],
])('the public may not mean %s', (url, why) => {
  expect(checkUrl(url, 'public')).toBe(why);
});
