import { describe, expect, it } from 'vitest';
import { CONDITIONS } from '../condition.ts';
import { ENGINE_SUBJECT } from '../subject.ts';
import { anEntry } from '../testing/entry.ts';
import { isAbout, isFailure, isPassing, TOLD_BY_DEFAULT, tellAfterMs } from './tell.ts';

describe('told by default', () => {
  it('are failures, each once it has lasted', () => {
    const told = CONDITIONS.map((to) => [
      to,
      tellAfterMs(anEntry(to, { subject: ENGINE_SUBJECT }), TOLD_BY_DEFAULT),
    ]);
    expect(Object.fromEntries(told.filter(([, afterMs]) => afterMs !== null))).toEqual({
      unhealthy: 0,
      'oom-killed': 0,
      looping: 0,
      crashed: 5_000,
      unknown: 60_000,
    });
  });

  it.each([
    ['engine', 60_000],
    ['agent', 60_000],
    ['container/web', null],
    ['container/shop/web/1', null],
  ])('that %s is out of sight: after %s ms', (subject, afterMs) => {
    expect(tellAfterMs(anEntry('unknown', { subject }), TOLD_BY_DEFAULT)).toBe(afterMs);
  });
});

it('a condition is a failure, on its way, or neither; never both', () => {
  expect(CONDITIONS.filter(isFailure)).toEqual(['unhealthy', 'oom-killed', 'looping', 'crashed', 'unknown']);
  expect(CONDITIONS.filter(isPassing)).toEqual(['restarting', 'starting', 'stopping']);
});

it('a destination is the subject of what says that it cannot be told', () => {
  const entry = anEntry('unhealthy', { subject: 'destination/ops', cause: 'delivery' });
  expect(isAbout(entry, 'ops')).toBe(true);
  expect(isAbout(entry, 'ops-2')).toBe(false);
});
