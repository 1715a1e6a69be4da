import { CLOSED, type DestinationState } from '@hale/core';
import { expect, it } from 'vitest';
import { standingOf } from './standing.ts';

const NOW = 1_000_000;

function state(breaker: Partial<DestinationState['breaker']>): DestinationState {
  return { name: 'ops', breaker: { ...CLOSED, ...breaker }, pace: null, feed: null, options: '', version: 1 };
}

it.each([
  [state({}), { kind: 'ready' }],
  [state({ failures: 2, openUntil: NOW }), { kind: 'failing', failures: 2 }],
  [state({ failures: 5, openUntil: NOW + 1 }), { kind: 'resting', until: NOW + 1 }],
  [state({ openUntil: NOW + 1 }), { kind: 'resting', until: NOW + 1 }],
  [
    state({ failures: 1, disabled: 'http-410', openUntil: NOW + 1 }),
    { kind: 'disabled', because: 'http-410' },
  ],
  [undefined, { kind: 'new' }],
] as const)('of %j is %j', (remembered, standing) => {
  expect(standingOf(remembered, { configured: true, now: NOW })).toEqual(standing);
});

it('is orphaned once the settings have it no more, whatever else', () => {
  const options = { configured: false, now: NOW };
  expect(standingOf(state({ disabled: 'http-410' }), options)).toEqual({ kind: 'orphaned' });
});
