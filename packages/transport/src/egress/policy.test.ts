import { describe, expect, it } from 'vitest';
import { type EgressRules, egressPolicy } from './policy.ts';

const PRIVATE = [
  '127.0.0.1',
  '127.255.255.255',
  '::1',
  '::ffff:127.0.0.1',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '198.18.0.1',
  '192.0.2.1',
  '240.0.0.1',
  'fd12::1',
  'fec0::1',
  '64:ff9b::a00:1',
  '2002:a00:1::1',
  '2001:db8::1',
  '::7f00:1',
];
const PUBLIC = ['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'];
const NEVER = [
  '0.0.0.0',
  '0.1.2.3',
  '::',
  '169.254.169.254',
  '169.254.170.2',
  '::ffff:169.254.169.254',
  'fe80::1',
  'fe80::1%eth0',
  '224.0.0.1',
  'ff02::1',
  '255.255.255.255',
  '168.63.129.16',
  '::ffff:168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
  'fd00:42::42',
  // As a translator, a tunnel or an old stack would read them: 169.254.169.254.
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::a9fe:a9fe',
  '::ffff:0:a9fe:a9fe',
  '2002:a9fe:a9fe::1',
  '2001:0:4136:e378:8000:63bf:5601:5601',
  '::a9fe:a9fe',
  'hooks.example',
  '',
];

const reason = (rules: EgressRules, address: string, hostname = 'hooks.example'): string | null =>
  egressPolicy(rules)(address, hostname);

describe('an operator may send', () => {
  it.each([...PRIVATE, ...PUBLIC])('to %s', (address) =>
    expect(reason({ mode: 'operator' }, address)).toBeNull(),
  );

  it.each(NEVER)('never to %s', (address) => expect(reason({ mode: 'operator' }, address)).not.toBeNull());

  it('through the translator of a network without IPv4', () => {
    expect(reason({ mode: 'operator' }, '64:ff9b::808:808')).toBeNull();
  });
});

describe('the public may send', () => {
  it.each(PUBLIC)('to %s', (address) => expect(reason({ mode: 'public' }, address)).toBeNull());

  it.each([...PRIVATE, ...NEVER, '64:ff9b::808:808'])('never to %s', (address) =>
    expect(reason({ mode: 'public' }, address)).not.toBeNull(),
  );
});

it.each<[string, string, string | null]>([
  ['10.0.0.1', 'a', null],
  ['::ffff:10.0.0.1', 'a', null],
  ['10.1.2.3', 'a', '10.1.2.3 is denied by the settings'],
  ['8.8.8.8', 'a', '8.8.8.8 is denied by the settings'],
  ['169.254.169.254', 'a', null],
  ['169.254.169.253', 'a', '169.254.169.253 is link local'],
  // The inner address is asked about by itself.
  ['64:ff9b::808:404', 'a', null],
  ['64:ff9b::a9fe:a9fd', 'a', '169.254.169.253 is link local'],
  ['64:ff9b::c0a8:1', 'a', '192.168.0.1 is private, and only public addresses may be sent to'],
  ['192.168.0.1', 'gotify.lan', null],
  ['192.168.0.1', 'GOTIFY.lan.', null],
  ['192.168.0.1', 'other.lan', '192.168.0.1 is private, and only public addresses may be sent to'],
  ['10.1.2.3', 'gotify.lan', '10.1.2.3 is denied by the settings'],
  ['169.254.169.253', 'gotify.lan', '169.254.169.253 is link local'],
  ['fd00:ec2::254', 'gotify.lan', "fd00:ec2::254 is an address of a cloud's own services"],
  ['1.1.1.1', 'a.evil.example', 'a.evil.example is denied by the settings'],
])('in public with exceptions, %s as %s: %s', (address, hostname, why) => {
  const rules = {
    mode: 'public',
    allow: ['10.0.0.0/8', '169.254.169.254', '64:ff9b::/96', 'gotify.lan', 'a.evil.example'],
    deny: ['10.1.0.0/16', '8.8.8.8', '*.evil.example'],
  } as const;
  expect(reason(rules, address, hostname)).toBe(why);
});

it('refuses entries that it cannot read', () => {
  for (const list of ['allow', 'deny'] as const)
    expect(() => egressPolicy({ mode: 'operator', [list]: ['10.0.0.0/33'] })).toThrow(
      expect.objectContaining({ code: 'bad-input', path: `egress.${list}.0` }),
    );
});
