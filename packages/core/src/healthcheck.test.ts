import { expect, test } from 'vitest';
import { effectiveRetries, hasHealthcheck } from './healthcheck.ts';

test.each([
  [null, false],
  [{ test: [] }, false],
  [{ test: ['NONE'] }, false],
  [{ test: ['cmd', 'true'] }, false],
  [{ test: ['CMD', 'true'] }, true],
  [{ test: ['CMD'] }, true],
  [{ test: ['CMD-SHELL', 'true'] }, true],
])('%j is probed: %s', (healthcheck, expected) => {
  expect(hasHealthcheck(healthcheck)).toBe(expected);
});

test.each([
  [null, 3],
  [{ retries: 0 }, 3],
  [{ retries: -1 }, 3],
  [{ retries: 1 }, 1],
  [{ retries: 7 }, 7],
])('retries of %j are %d', (healthcheck, expected) => {
  expect(effectiveRetries(healthcheck)).toBe(expected);
});
