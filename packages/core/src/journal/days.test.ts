import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONDITIONS, type Condition } from '../condition.ts';
import { DAY_MS, dayShares, MAX_DAYS, standing } from './days.ts';
import type { JournalEntry } from './entry.ts';

const DAY = 20_000;
const MIDNIGHT = DAY * DAY_MS;

function anEntry(from: Condition | null, fromAt: number | null, at: number): JournalEntry {
  return {
    epoch: 'e',
    seq: 1,
    id: 'i',
    subject: 'container/web',
    from,
    to: 'stopped',
    cause: 'stop',
    fromAt,
    at,
  };
}

const nothing = { subject: 'container/web', upMs: 0, downMs: 0, startingMs: 0, excludedMs: 0 };

describe('dayShares', () => {
  it('splits the time at midnight', () => {
    expect(dayShares(anEntry('healthy', MIDNIGHT - 5, MIDNIGHT + 7))).toEqual([
      { ...nothing, day: DAY - 1, upMs: 5 },
      { ...nothing, day: DAY, upMs: 7 },
    ]);
  });

  it('gives a day that ends at midnight to that day alone', () => {
    expect(dayShares(anEntry('unhealthy', MIDNIGHT - DAY_MS, MIDNIGHT))).toEqual([
      { ...nothing, day: DAY - 1, downMs: DAY_MS },
    ]);
  });

  it.each([
    ['the first change of a subject', anEntry(null, null, MIDNIGHT)],
    ['a beginning that nobody knows', anEntry('healthy', null, MIDNIGHT)],
    ['no time at all', anEntry('healthy', MIDNIGHT, MIDNIGHT)],
    ['a clock that went back', anEntry('healthy', MIDNIGHT + 1, MIDNIGHT)],
  ])('says nothing of %s', (_what, entry) => {
    expect(dayShares(entry)).toEqual([]);
  });

  it(`reaches back ${MAX_DAYS} days and no further`, () => {
    const shares = dayShares(anEntry('paused', 0, MIDNIGHT + 1));
    expect(shares).toHaveLength(MAX_DAYS);
    expect(shares[0]).toEqual({ ...nothing, day: DAY - MAX_DAYS + 1, excludedMs: DAY_MS });
    expect(shares.at(-1)).toEqual({ ...nothing, day: DAY, excludedMs: 1 });
  });

  it('loses and invents no millisecond, whatever the condition', () => {
    const beginning = fc.integer({ min: MIDNIGHT - 3 * DAY_MS, max: MIDNIGHT + 3 * DAY_MS });
    const length = fc.integer({ min: 1, max: 30 * DAY_MS });
    fc.assert(
      fc.property(fc.constantFrom(...CONDITIONS), beginning, length, (from, fromAt, ms) => {
        const shares = dayShares(anEntry(from, fromAt, fromAt + ms));
        const total = shares.reduce((sum, share) => sum + share[`${standing(from)}Ms`], 0);
        const all = shares.map(({ upMs, downMs, startingMs, excludedMs }) => [
          upMs,
          downMs,
          startingMs,
          excludedMs,
        ]);
        expect(total).toBe(ms);
        expect(all.flat().reduce((sum, each) => sum + each)).toBe(ms);
        expect(Math.min(...all.map((each) => Math.max(...each)))).toBeGreaterThan(0);
        expect(Math.max(...all.flat())).toBeLessThanOrEqual(DAY_MS);
      }),
    );
  });
});

it('standing follows the table of conditions', () => {
  const table = Object.groupBy(CONDITIONS, standing);
  expect(table).toEqual({
    up: ['healthy', 'running'],
    down: ['unhealthy', 'oom-killed', 'looping', 'crashed', 'restarting'],
    starting: ['starting'],
    excluded: ['unknown', 'stopping', 'paused', 'created', 'stopped', 'removed'],
  });
});
