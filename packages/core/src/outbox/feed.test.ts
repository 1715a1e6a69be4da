import { describe, expect, it } from 'vitest';
import { NOON } from '../testing/container.ts';
import { anEntry } from '../testing/entry.ts';
import { LEASE_MS } from './attempt.ts';
import { MAX_RETRY_AFTER_MS } from './backoff.ts';
import type { Feed } from './destination.ts';
import { claimFeed, EVENT_MAX_AGE_MS, feedAt, isFed, lapseFeed, newFeed, settleFeed } from './feed.ts';
import type { Outcome } from './outcome.ts';

const SENT = { position: 8, entry: anEntry('unhealthy', { seq: 8 }) };

interface Around {
  readonly before?: Feed;
  readonly at?: number;
  /** What has become of it meanwhile. */
  readonly stored?: Partial<Feed>;
}

function settled(outcome: Outcome, { before = newFeed(5), at = NOON + 1_000, stored }: Around = {}) {
  const claimed = claimFeed(before, 7, NOON);
  const attempt = { destination: 'hub', claimed, sent: SENT, outcome, at, backoffMs: 500 };
  return settleFeed({ ...claimed, ...stored }, attempt);
}

describe('what came of an entry', () => {
  it('taken: the next, without a trace of what it took', () => {
    const before = {
      ...newFeed(5),
      unknown: true,
      attempts: 9,
      tier: 2 as const,
      failing: { since: 1, code: '503' },
    };
    expect(settled({ kind: 'ok' }, { before })).toEqual({ feed: newFeed(8), dead: null });
  });

  it.each<[Outcome, Partial<Feed>]>([
    [
      { kind: 'retry', code: '503' },
      { notBefore: NOON + 1_500, unknown: false },
    ],
    [
      { kind: 'throttled', code: '429', notBefore: NOON + 9_000 },
      { notBefore: NOON + 9_000, unknown: false },
    ],
    [
      { kind: 'ambiguous', code: 'timeout' },
      { notBefore: NOON + 1_500, unknown: true },
    ],
    [{ kind: 'gone', code: '410' }, { unknown: false }],
    [{ kind: 'auth', code: '401' }, { unknown: false }],
    [
      { kind: 'rejected', code: '400' },
      { notBefore: null, tier: 1 },
    ],
  ])('$kind: the same again', (outcome, rest) => {
    const { feed, dead } = settled(outcome);
    expect(dead).toBeNull();
    expect(feed).toMatchObject({ position: 7, leaseUntil: null, attempts: 1, ...rest });
    expect(feed.failing).toEqual({ since: NOON + 1_000, code: 'code' in outcome && outcome.code });
  });

  it('rejected as plain as can be: given up, and on', () => {
    const outcome: Outcome = { kind: 'rejected', code: 'invalid' };
    const { feed, dead } = settled(outcome, { before: { ...newFeed(5), tier: 2, attempts: 2 } });
    expect(feed).toMatchObject({ position: 8, tier: 0, attempts: 0, leaseUntil: null });
    expect(dead).toEqual({ destination: 'hub', entry: SENT.entry, code: 'invalid', at: NOON + 1_000 });
  });

  it.each<[string, Outcome, number, boolean]>([
    ['at the bound', { kind: 'retry', code: '503' }, EVENT_MAX_AGE_MS, true],
    ['just before', { kind: 'retry', code: '503' }, EVENT_MAX_AGE_MS - 1, false],
    ['maybe arrived', { kind: 'ambiguous', code: 'timeout' }, EVENT_MAX_AGE_MS, true],
    ['taken after all', { kind: 'ok' }, EVENT_MAX_AGE_MS, false],
    ['where the destination waits to be mended', { kind: 'gone', code: '410' }, EVENT_MAX_AGE_MS, false],
  ])('an old entry is given up with a failure: %s', (_, outcome, ageMs, dies) => {
    expect(settled(outcome, { at: SENT.entry.at + ageMs }).dead !== null).toBe(dies);
  });

  it('says nothing once its lease is over and somebody else goes on', () => {
    const stored = { leaseUntil: NOON + 2 * LEASE_MS, position: 12 };
    expect(settled({ kind: 'ok' }, { stored }).feed).toMatchObject(stored);
  });
});

it('a claim over a lease that ended without a result doubts what became of it', () => {
  const first = claimFeed(newFeed(0), 3, NOON);
  expect(first).toMatchObject({ position: 3, unknown: false, attempts: 1, leaseUntil: NOON + LEASE_MS });
  expect(claimFeed(first, 3, NOON + LEASE_MS)).toMatchObject({ unknown: true, attempts: 2 });
});

it.each<[string, Partial<Feed>, number]>([
  ['at once', {}, 1_000],
  ['after its wait', { notBefore: 5_000 }, 5_000],
  ['after the attempt under way', { leaseUntil: 6_000 }, 6_000],
  ['at once where the clock was put back', { notBefore: 1_001 + MAX_RETRY_AFTER_MS }, 1_000],
])('the next attempt: %s', (_, change, at) => {
  expect(feedAt({ ...newFeed(0), ...change }, 1_000)).toBe(at);
});

describe('a destination is handed', () => {
  it.each([
    ['a change', anEntry('healthy'), true],
    ['a failure found at the first look', anEntry('unhealthy', { cause: 'baseline' }), true],
    ['nothing that was well at the first look', anEntry('healthy', { cause: 'baseline' }), false],
    ['nothing about itself', anEntry('unhealthy', { subject: 'destination/hub' }), false],
    ['what is wrong with another', anEntry('unhealthy', { subject: 'destination/ops' }), true],
  ])('%s', (_, entry, fed) => {
    expect(isFed({ entry }, 'hub')).toBe(fed);
  });

  it('only the conditions that it asks for', () => {
    expect(isFed({ entry: anEntry('crashed') }, 'hub', ['crashed'])).toBe(true);
    expect(isFed({ entry: anEntry('healthy') }, 'hub', ['crashed'])).toBe(false);
  });
});

it('what lay in the hands of a process that has died may have arrived, and is free', () => {
  const claimed = claimFeed(newFeed(3), 4, NOON);
  expect(lapseFeed(claimed)).toEqual({ ...claimed, unknown: true, leaseUntil: null });
  expect(lapseFeed(newFeed(3))).toEqual(newFeed(3));
});

it('what was well when hale began to look is no news, but what has become well since is', () => {
  expect(isFed({ entry: anEntry('running', { cause: 'baseline', from: null }) }, 'audit')).toBe(false);
  expect(isFed({ entry: anEntry('running', { cause: 'baseline', from: 'crashed' }) }, 'audit')).toBe(true);
});

it('is not handed what somebody else tells of', () => {
  const entry = anEntry('unhealthy');
  expect(isFed({ entry, elsewhere: true }, 'audit')).toBe(false);
  expect(isFed({ entry, elsewhere: false }, 'audit')).toBe(true);
});
