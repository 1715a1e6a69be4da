import { expect, it } from 'vitest';
import { hostOf, readAddress } from './address.ts';

const faces = (text: string): readonly string[] | undefined =>
  readAddress(text)?.map((address) => address.toString());

it.each([
  ['8.8.8.8', ['8.8.8.8']],
  ['::ffff:10.0.0.1', ['10.0.0.1']],
  ['::1', ['::1']],
  ['::', ['::']],
  ['2606:4700::1111', ['2606:4700::1111']],
  ['fe80::1%eth0', ['fe80::1%eth0']],
  ['64:ff9b::a9fe:a9fe', ['64:ff9b::a9fe:a9fe', '169.254.169.254']],
  ['64:ff9b:1::a00:1', ['64:ff9b:1::a00:1', '10.0.0.1']],
  ['::ffff:0:a9fe:a9fe', ['::ffff:0:a9fe:a9fe', '169.254.169.254']],
  ['2002:a9fe:a9fe::1', ['2002:a9fe:a9fe::1', '169.254.169.254']],
  ['2001:0:4136:e378:8000:63bf:5601:5601', ['2001:0:4136:e378:8000:63bf:5601:5601', '169.254.169.254']],
  ['::a9fe:a9fe', ['::a9fe:a9fe', '169.254.169.254']],
])('%s may lead to %j', (text, expected) => {
  expect(faces(text)).toEqual(expected);
});

it.each(['', 'host.example', '256.0.0.1', '1.2.3.4.5', ':::', '[::1]'])('%j is no address', (text) => {
  expect(readAddress(text)).toBeNull();
});

it.each([
  ['LocalHost.', 'localhost'],
  ['[::1]', '::1'],
  ['hooks.example', 'hooks.example'],
])('%j is compared as %j', (hostname, host) => {
  expect(hostOf(hostname)).toBe(host);
});
