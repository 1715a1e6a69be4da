import { expect, it } from 'vitest';
import { troubles } from './troubles.ts';

it('leaves out what is said of the engine, whatever the words', () => {
  const reasons = [
    { level: 'fail', about: 'engine', message: 'the engine is out of sight' },
    { level: 'fail', about: 'store', message: 'the engine room is on fire' },
    { level: 'warn', about: 'destination', message: 'ops cannot be told' },
  ] as const;
  expect(troubles({ status: { status: 'fail', reasons } })).toEqual([
    'the engine room is on fire',
    'ops cannot be told',
  ]);
});
