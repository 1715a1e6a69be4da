import { expect, it } from 'vitest';
import { classifyReply } from './classify.ts';

const NOW = Date.parse('2026-11-28T12:00:00Z');
const of = (status: number, headers: Record<string, string> = {}) =>
  classifyReply({ status, headers, text: '' }, NOW);

it.each([
  ['ok', [200, 201, 202, 204, 299]],
  ['rejected', [400, 405, 413, 415, 418, 422, 499]],
  ['auth', [401, 403, 407]],
  ['gone', [300, 301, 302, 307, 308, 404, 410]],
  ['retry', [100, 408, 425, 500, 502, 503, 504, 599]],
  ['throttled', [429]],
] as const)('is %s for %j', (kind, statuses) => {
  for (const status of statuses) expect(of(status)).toMatchObject({ kind });
});

it('keeps to what the receiver says of when', () => {
  expect(of(429, { 'retry-after': '7' })).toEqual({
    kind: 'throttled',
    code: 'http-429',
    notBefore: NOW + 7_000,
  });
  expect(of(503, { 'retry-after': '7' })).toMatchObject({ notBefore: NOW + 7_000 });
  expect(of(429)).not.toHaveProperty('notBefore');
});
