import { TOLD_BY_DEFAULT } from '@hale/core';
import { expect, it } from 'vitest';
import { tellRules } from './tell.ts';

const base = { afterMs: { crashed: 9_000, paused: 7_000 }, remindMs: 60_000 };

it('without settings they are those below', () => {
  expect(tellRules(TOLD_BY_DEFAULT, {})).toEqual(TOLD_BY_DEFAULT);
  expect(tellRules(base, { tell: {} })).toEqual(base);
});

it.each([
  ['a time', { crashed: 1_000 }, { crashed: 1_000, paused: 7_000 }],
  ['no', { crashed: false }, { paused: 7_000 }],
  ['yes, where there is a time already', { crashed: true }, { crashed: 9_000, paused: 7_000 }],
  ['yes, where hale has a time', { unknown: true }, { ...base.afterMs, unknown: 60_000 }],
  ['yes, where nobody has one: at once', { removed: true }, { ...base.afterMs, removed: 0 }],
])('%s', (_, tell, afterMs) => {
  expect(tellRules(base, { tell })).toEqual({ afterMs, remindMs: 60_000 });
});

it('reminds as set, or as below; null is never', () => {
  expect(tellRules(base, { remind: 5 }).remindMs).toBe(5);
  expect(tellRules(base, { remind: null }).remindMs).toBeNull();
});
