import type { PositionedEntry } from '@hale/core';
import { anEntry } from '@hale/core/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lastEntry } from './last-entry.ts';

function aJournal(positions: readonly number[]) {
  const entries = positions.map((position): PositionedEntry => ({ position, entry: anEntry('healthy') }));
  let looks = 0;
  return {
    looks: () => looks,
    async entriesAfter(after: number, limit: number) {
      looks += 1;
      return entries.filter(({ position }) => position > after).slice(0, limit);
    },
  };
}

it('finds the end, wherever a journal begins and whatever it has lost', async () => {
  const places = fc.uniqueArray(fc.integer({ min: 1, max: 5_000 }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(places, async (positions) => {
      const sorted = positions.toSorted((a, b) => a - b);
      expect((await lastEntry(aJournal(sorted)))?.position).toBe(sorted.at(-1));
    }),
  );
});

it('says when there is none', async () => {
  expect(await lastEntry(aJournal([]))).toBeNull();
});

it.each([1, 2, 3, 1_000, 1_024])('finds the end of %i entries in few looks', async (count) => {
  const journal = aJournal(Array.from({ length: count }, (_, n) => n + 1));
  expect((await lastEntry(journal))?.position).toBe(count);
  expect(journal.looks()).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(count + 1)) + 2);
});
