import { expect, test } from 'vitest';
import { timeoutOutput } from './timeout.ts';

test.each([
  [1_000, '', 'Health check exceeded timeout (1s)'],
  [50, 'text\n', 'Health check exceeded timeout (50ms): text\n'],
  [90_000, '', 'Health check exceeded timeout (1m30s)'],
  [3_600_000, '', 'Health check exceeded timeout (1h0m0s)'],
  [1.5, '', 'Health check exceeded timeout (1.5ms)'],
  [1_000.001, '', 'Health check exceeded timeout (1.000001s)'],
])('%d ms, having printed %j', (timeoutMs, printed, expected) => {
  expect(timeoutOutput(timeoutMs, printed)).toBe(expected);
});
