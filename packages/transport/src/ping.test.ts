import { NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { classifyPing, pingRequest } from './ping.ts';

it('asks for nothing but to be heard', () => {
  expect(pingRequest('https://hc-ping.example/uuid', { version: '1.2.3' })).toEqual({
    method: 'GET',
    url: 'https://hc-ping.example/uuid',
    headers: { 'accept-encoding': 'identity', 'user-agent': 'hale/1.2.3' },
  });
});

it.each([
  [200, 'OK', { kind: 'ok' }],
  [201, 'Created', { kind: 'ok' }],
  [200, '', { kind: 'ok' }],
  [200, '{"ok":true}', { kind: 'ok' }],
  [200, 'OK (not found)', { kind: 'gone', code: 'not-found' }],
  [200, 'OK (rate limited)\n', { kind: 'throttled', code: 'rate-limited' }],
  [404, 'not found', { kind: 'gone', code: 'http-404' }],
  [409, 'ambiguous slug', { kind: 'rejected', code: 'ambiguous-slug' }],
  [429, '', { kind: 'throttled', code: 'http-429' }],
  [503, '', { kind: 'retry', code: 'http-503' }],
])('%i %j', (status, text, outcome) => {
  expect(classifyPing({ status, headers: {}, text }, NOON)).toEqual(outcome);
});
