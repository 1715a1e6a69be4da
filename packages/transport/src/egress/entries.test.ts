import { describe, expect, it } from 'vitest';
import { readAddress } from './address.ts';
import { readEntries } from './entries.ts';

const hasAddress = (entry: string, text: string): boolean =>
  readEntries([entry], 'egress.allow').hasAddress(readAddress(text)![0]!);

it.each([
  ['10.0.0.0/8', '10.255.255.255', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['10.0.0.0/8', '::ffff:10.1.2.3', true],
  ['::ffff:10.0.0.0/104', '10.1.2.3', true],
  ['::ffff:10.0.0.0/104', '11.1.2.3', false],
  ['::ffff:10.0.0.1', '10.0.0.1', true],
  ['0.0.0.0/0', '8.8.8.8', true],
  ['0.0.0.0/0', '::1', false],
  ['fd00::/8', 'fd12::1', true],
  ['fd12::1', 'fd12::2', false],
])('%s with %s in it: %s', (entry, address, within) => {
  expect(hasAddress(entry, address)).toBe(within);
});

it.each([
  ['gotify.lan', 'gotify.lan', true],
  ['Gotify.LAN.', 'gotify.lan', true],
  ['gotify.lan', 'a.gotify.lan', false],
  ['*.example.com', 'a.b.example.com', true],
  ['*.example.com', 'example.com', false],
  ['*.example.com', 'notexample.com', false],
  ['my_host', 'my_host', true],
  ['bücher.example', 'xn--bcher-kva.example', true],
])('%s meets %s: %s', (entry, host, meets) => {
  expect(readEntries([entry], 'egress.deny').hasHost(host)).toBe(meets);
});

describe('what could be read in two ways, or in none', () => {
  it.each([
    '',
    ' ',
    '*',
    '*.',
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0.0/255.0.0.0',
    '010.0.0.1',
    '0x7f.1',
    '10',
    '2130706433',
    'https://hooks.example/',
    'hooks.example:443',
    'me@hooks.example',
    'a.*.example',
    '[::1]',
    '1.2.3.4.5',
  ])('%j is an error that names it', (entry) => {
    expect(() => readEntries(['8.8.8.8', entry], 'egress.allow')).toThrow(
      expect.objectContaining({ code: 'bad-input', path: 'egress.allow.1', hint: expect.any(String) }),
    );
  });
});
