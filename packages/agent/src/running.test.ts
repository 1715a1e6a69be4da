import { aContainer } from '@hale/core/testing';
import { expect, test } from 'vitest';
import { isRunning } from './running.ts';

test.each([
  ['running', true],
  ['paused', true],
  ['created', false],
  ['restarting', false],
  ['removing', false],
  ['exited', false],
  ['dead', false],
  ['removed', false],
] as const)('%s has a process: %s', (status, expected) => {
  expect(isRunning(aContainer({ state: { status } }))).toBe(expected);
});
