import { MAX_RETRY_AFTER_MS } from '@hale/core';
import { afterEach, expect, it, vi } from 'vitest';
import { retryAfter } from './retry-after.ts';

const NOW = Date.parse('2026-11-28T12:00:00Z');

it.each([
  ['30', 30_000],
  [' 30 ', 30_000],
  ['0', 0],
  ['0.25', 250],
  ['1.5', 1_500],
  ['Sat, 28 Nov 2026 12:00:30 GMT', 30_000],
  ['Sat, 28 Nov 2026 11:00:00 GMT', 0],
  ['Saturday, 28-Nov-26 12:00:30 GMT', 30_000],
  ['3600', MAX_RETRY_AFTER_MS],
  ['3601', MAX_RETRY_AFTER_MS],
  ['9999999999', MAX_RETRY_AFTER_MS],
  ['Sat, 28 Nov 2099 12:00:00 GMT', MAX_RETRY_AFTER_MS],
])('reads %j as %i ms from now', (text, ms) => {
  expect(retryAfter(text, NOW)).toBe(NOW + ms);
});

it.each([undefined, '', 'soon', '-5', '1e9', '99999999999', 'NaN', '2026-11-28', 'Sat, garbage'])(
  'makes nothing of %j',
  (text) => expect(retryAfter(text, NOW)).toBeUndefined(),
);

afterEach(() => vi.unstubAllEnvs());

it('takes a date without a zone for one of Greenwich, wherever it is read', () => {
  vi.stubEnv('TZ', 'America/New_York');
  expect(new Date(NOW).getHours()).toBe(7);
  expect(retryAfter('Sat Nov 28 12:00:30 2026', NOW)).toBe(NOW + 30_000);
});
