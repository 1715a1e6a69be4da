import { CONDITIONS, isFailure } from '@hale/core';
import { expect, it } from 'vitest';
import { markOf, wordsOf } from './condition-words.ts';

it('calls nothing unhealthy but what is', () => {
  for (const condition of CONDITIONS)
    expect(JSON.stringify(wordsOf(condition)).includes('unhealthy')).toBe(condition === 'unhealthy');
});

it('tells failures from the rest by a glance', () => {
  for (const condition of CONDITIONS)
    expect(['🔴', '⚪'].includes(markOf(condition))).toBe(isFailure(condition));
  expect(markOf('unknown')).not.toBe(markOf('crashed'));
  expect(markOf('healthy')).toBe('🟢');
});
