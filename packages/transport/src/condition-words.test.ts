import { CONDITIONS, isFailure } from '@hale/core';
import { expect, it } from 'vitest';
import { againWords, markOf, wordsOf } from './condition-words.ts';

const KINDS = ['container', 'engine', 'agent', 'fleet'] as const;

it('calls nothing unhealthy but what is', () => {
  for (const condition of CONDITIONS)
    for (const kind of KINDS)
      expect(JSON.stringify(wordsOf(condition, kind)).includes('unhealthy')).toBe(
        condition === 'unhealthy' && kind !== 'agent',
      );
});

it('says of what is up again how it was away', () => {
  const again = KINDS.map((kind) => againWords('running', kind, 'unknown').is);
  expect(again).toEqual(['is running again', 'is in sight again', 'is back', 'report again']);
  expect(againWords('running', 'agent', 'unhealthy').is).toBe('is one process again');
});

it('tells failures from the rest by a glance', () => {
  for (const condition of CONDITIONS)
    expect(['🔴', '⚪'].includes(markOf(condition))).toBe(isFailure(condition));
  expect(markOf('unknown')).not.toBe(markOf('crashed'));
  expect(markOf('healthy')).toBe('🟢');
});
