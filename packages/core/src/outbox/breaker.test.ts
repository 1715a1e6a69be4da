import { describe, expect, it } from 'vitest';
import { MAX_RETRY_AFTER_MS } from './backoff.ts';
import {
  BREAKER_FAILURES,
  BREAKER_FIRST_MS,
  BREAKER_MAX_MS,
  CLOSED,
  HOPELESS_FAILURES,
  HOPELESS_MS,
  triesAt,
  trip,
} from './breaker.ts';
import type { Breaker } from './destination.ts';
import type { Outcome } from './outcome.ts';

const RETRY: Outcome = { kind: 'retry', code: '503' };

/** Fails so often, each time as soon as it may. */
function failing(times: number, from: Breaker = CLOSED, at = 0) {
  let breaker = from;
  let now = at;
  for (let n = 0; n < times; n += 1) {
    now = triesAt(breaker, now) ?? now;
    breaker = trip(breaker, RETRY, now);
  }
  return { breaker, now };
}

describe('a breaker', () => {
  it('opens with the fifth failure in a row, and for twice as long after each that follows', () => {
    const opened = Array.from({ length: 12 }, (_, n) => {
      const { breaker, now } = failing(n + 1);
      return breaker.openUntil === null ? 0 : (breaker.openUntil - now) / BREAKER_FIRST_MS;
    });
    const longest = BREAKER_MAX_MS / BREAKER_FIRST_MS;
    expect(opened).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, longest, longest, longest]);
  });

  it.each<[Outcome['kind'], Outcome]>([
    ['ok', { kind: 'ok' }],
    ['rejected', { kind: 'rejected', code: 'invalid_blocks' }],
  ])('is closed by %s: the destination is alive', (_, outcome) => {
    expect(trip(failing(9).breaker, outcome, 1)).toEqual(CLOSED);
  });

  it.each<[Outcome['kind'], Outcome]>([
    ['gone', { kind: 'gone', code: 'no_service' }],
    ['auth', { kind: 'auth', code: 'invalid_token' }],
  ])('is disabled by %s', (_, outcome) => {
    const breaker = trip(CLOSED, outcome, 1);
    expect(breaker).toMatchObject({ disabled: 'code' in outcome && outcome.code });
    expect(triesAt(breaker, 10 ** 15)).toBeNull();
  });

  it('waits when throttled, and does not count it', () => {
    const four = failing(BREAKER_FAILURES - 1).breaker;
    const asked = trip(four, { kind: 'throttled', code: '429', notBefore: 7_000 }, 1_000);
    expect(asked).toEqual({ ...four, openUntil: 7_000 });
    const unasked = trip(four, { kind: 'throttled', code: '429' }, 1_000);
    expect(unasked.openUntil).toBe(1_000 + BREAKER_FIRST_MS);
  });

  it('waits for as long as a failing receiver asks, too', () => {
    expect(trip(CLOSED, { ...RETRY, notBefore: 90_000 }, 1_000).openUntil).toBe(90_000);
    expect(trip(CLOSED, { ...RETRY, notBefore: 10 ** 15 }, 1_000).openUntil).toBe(1_000 + MAX_RETRY_AFTER_MS);
  });
});

describe('a destination without hope', () => {
  const { breaker } = failing(HOPELESS_FAILURES - 1);

  it('has failed for five days, and often', () => {
    expect(trip(breaker, RETRY, HOPELESS_MS).disabled).toBe('503');
  });

  it.each([
    ['not for so long', breaker, HOPELESS_MS - 1],
    ['not so often: a message a week proves nothing', failing(2).breaker, HOPELESS_MS * 2],
  ])('%s', (_, before, at) => {
    expect(trip(before, RETRY, at).disabled).toBeNull();
  });
});

it.each([
  ['closed', null, 500],
  ['open', 900, 900],
  ['open until a while ago', 400, 500],
  ['open until later than anybody asks for: the clock was put back', 501 + MAX_RETRY_AFTER_MS, 500],
])('%s', (_, openUntil, at) => {
  expect(triesAt({ ...CLOSED, openUntil }, 500)).toBe(at);
});
