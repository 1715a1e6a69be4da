import { expect, test } from 'vitest';
import { BASELINE, parityOf } from './parity.ts';

test.each([
  ['19.03.15', { startInterval: false, printedOnTimeout: false, timeoutFromProcessStart: false }],
  ['20.10.24+dfsg1', { startInterval: false, printedOnTimeout: false, timeoutFromProcessStart: false }],
  ['23.0.0', { startInterval: false, printedOnTimeout: false, timeoutFromProcessStart: true }],
  ['24.0.0', { startInterval: false, printedOnTimeout: true, timeoutFromProcessStart: true }],
  ['26.1', { startInterval: true, printedOnTimeout: true, unsetStartIntervalMs: 'interval' }],
  ['v27.0.1-rc.1', { startInterval: true, unsetStartIntervalMs: 5_000, capped: false }],
])('%s', (version, expected) => {
  expect(parityOf(version)).toMatchObject(expected);
});

test('a later version, or none that can be read, is the baseline', () => {
  expect(parityOf('30.1.0')).toEqual(BASELINE);
  expect(parityOf('dev')).toEqual(BASELINE);
  expect(BASELINE).toEqual({
    startInterval: true,
    capped: false,
    unsetStartIntervalMs: 5_000,
    printedOnTimeout: true,
    timeoutFromProcessStart: true,
  });
});
