import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskSecrets } from './mask-secrets.ts';

describe('what is told to be a secret', () => {
  it.each([
    ['password=hunter2', 'password=[redacted]'],
    ['POSTGRES_PASSWORD=hunter2 PORT=80', 'POSTGRES_PASSWORD=[redacted] PORT=80'],
    ['db_passwd : hunter2', 'db_passwd : [redacted]'],
    ['token: abc', 'token: [redacted]'],
    ['"api_key": "a b c", "port": 80', '"api_key": [redacted], "port": 80'],
    ['{"password":"a\\"b","user":"me"}', '{"password":[redacted],"user":"me"}'],
    ['{"log":"{\\"secret\\":\\"abc\\"}"}', '{"log":"{\\"secret\\":[redacted]}"}'],
    ["secret_key='a b", 'secret_key=[redacted]'],
    ['passphrase => abc', 'passphrase => [redacted]'],
    ['Server=db;Password=a!b$c;Port=1', 'Server=db;Password=[redacted];Port=1'],
    ['GET /cb?access_token=abc&state=1', 'GET /cb?access_token=[redacted]&state=1'],
    ['AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7', 'AWS_SECRET_ACCESS_KEY=[redacted]'],
    ['curl --db-password hunter2 --retry 3', 'curl --db-password [redacted] --retry 3'],
    ['Authorization: Bearer abc', 'Authorization: [redacted]'],
    ['authorization: Token abc\nHost: x', 'authorization: [redacted]\nHost: x'],
    ['Authorization: Digest username="me", nonce="n"\nok', 'Authorization: [redacted]"me", nonce="n"\nok'],
    ['curl -H "Authorization: Basic YTpi" http://x', 'curl -H "Authorization: [redacted]" http://x'],
    ['{"authorization":"Bearer abc"}', '{"authorization":[redacted]}'],
    ['Set-Cookie: sid=abc; Path=/', 'Set-Cookie: [redacted]'],
    ['sent Bearer abcdefghijklmnop', 'sent Bearer [redacted]'],
    ['cannot reach postgres://me:p@ss@db:5432/shop', 'cannot reach postgres://[redacted]@db:5432/shop'],
    ['https://token@host/', 'https://[redacted]@host/'],
    ['POST https://hooks.slack.com/services/T0/B0/x', 'POST https://hooks.slack.com/[redacted]'],
  ])('%j', (text, safe) => {
    expect(maskSecrets(text)).toBe(safe);
  });
});

describe('what has the form of one', () => {
  it.each([
    'AKIAIOSFODNN7EXAMPLE',
    `ghp_${'a'.repeat(36)}`,
    `github_pat_${'a'.repeat(30)}`,
    `glpat-${'a'.repeat(20)}`,
    `xoxb-${'1'.repeat(12)}`,
    `sk_live_${'a'.repeat(24)}`,
    `AIza${'a'.repeat(35)}`,
    'eyJhbGciOiJI.eyJzdWIiOiIx.c2ln',
    '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----\nMIIE\ncut',
  ])('%j', (secret) => {
    expect(maskSecrets(`got ${secret}`)).toBe('got [redacted]');
  });
});

it.each([
  'connect ECONNREFUSED 127.0.0.1:5432',
  'HTTP 401: basic authentication is required',
  'GET http://web:8080/health?full=1 503',
  'mail to me@host.example',
  'password authentication failed for user "me"',
  'the tokens are gone',
  'author: me',
  'AKIA is short for nothing',
  '{"status":"down","components":{"db":"up"}}',
  '',
])('leaves %j', (text) => {
  expect(maskSecrets(text)).toBe(text);
});

it('finds nothing more in what it has masked', () => {
  const piece = fc.constantFrom(
    'password',
    '=',
    ': ',
    'abc',
    'Bearer ',
    '://',
    '@',
    ' ',
    '--token',
    '\n',
    'cookie',
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const once = maskSecrets(pieces.join(''));
      expect(maskSecrets(once)).toBe(once);
    }),
  );
});

it.each([
  'a',
  'token',
  'token=',
  'token="',
  'token=\\"',
  '--token ',
  '--',
  'eyJ-',
  'eyJaaaaaaaaa.',
  '://',
  '://a',
  'bearer ',
  '-----BEGIN PRIVATE KEY-----',
  'cookie:"',
])('takes no time for many %j', (piece) => {
  expect(maskSecrets(piece.repeat(20_000)).length).toBeGreaterThan(0);
});
