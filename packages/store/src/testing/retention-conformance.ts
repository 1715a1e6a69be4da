import type { JournalEntry } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import type { AgentStore } from '../agent-store.ts';
import {
  DEAD_LETTER_MS,
  DEAD_LETTER_ROWS,
  JOURNAL_MS,
  OUTPUT_MS,
  REMOVED_SUBJECT_MS,
  SLICE_ROWS,
} from '../retention.ts';
import { aBatch, aChange, aDelivery, aFeed, aSilenceChange, aSubject, entriesOf } from './samples.ts';

/** What a store lets go of, and what it does not. */
export function describeRetention(current: () => AgentStore): void {
  describe('prune', () => {
    it('lets go of old entries only', async () => {
      const store = current();
      const changes = [aChange('a', { at: NOON - 1 }), aChange('b'), aChange('c', { at: NOON - 2 })];
      const batch = await aBatch(null, changes);
      await store.commit(batch);
      expect(await pruned(store, NOON + JOURNAL_MS - 1)).toEqual([]);
      expect(await pruned(store, NOON + JOURNAL_MS)).toEqual([1]);
      const left = entriesOf(batch).slice(1);
      expect((await store.entriesAfter(0, 9)).map(({ entry }) => entry)).toEqual(left);
      expect((await store.entriesAfter(0, 9)).map(({ position }) => position)).toEqual([2, 3]);
    });

    it('never gives a position twice', async () => {
      const store = current();
      const batch = await aBatch(null, [aChange('a'), aChange('b')]);
      await store.commit(batch);
      await pruned(store, NOON + 2 * JOURNAL_MS);
      expect(await store.entriesAfter(0, 9)).toEqual([]);
      const { tip } = await store.load();
      await store.commit(await aBatch(tip, [aChange('c')]));
      expect(await store.entriesAfter(0, 9)).toMatchObject([{ position: 3, entry: { seq: 3 } }]);
    });

    it('lets go of old entries even when a destination has yet to read them', async () => {
      const store = current();
      await store.commit(await aBatch(null, [aChange('a')]));
      await store.save({ destinations: [aFeed('audit', 0)] });
      expect(await pruned(store, NOON + JOURNAL_MS + 1)).toEqual([1]);
    });

    it('lets go of output sooner, and of nothing else of its entry', async () => {
      const store = current();
      const batch = await aBatch(null, [
        aChange('a', { output: 'secret' }),
        aChange('b', { at: NOON + 1, output: 'x' }),
      ]);
      await store.commit(batch);
      expect(await pruned(store, NOON + OUTPUT_MS)).toEqual([]);
      expect(await pruned(store, NOON + OUTPUT_MS + 1)).toEqual([1]);
      const [a, b] = entriesOf(batch) as [JournalEntry, JournalEntry];
      const { container } = a;
      expect(await store.history({ limit: 9 })).toEqual([
        b,
        { ...a, container: { ...container, output: null } },
      ]);
    });

    it('forgets a removed subject, unless somebody has yet to be told of it', async () => {
      const store = current();
      const batch = await aBatch(null, [
        aChange('gone', { to: 'removed' }),
        aChange('told', { to: 'removed' }),
        aChange('here', { to: 'stopped' }),
      ]);
      const subjects = entriesOf(batch).map(aSubject);
      const [gone, told, here] = entriesOf(batch) as [JournalEntry, JournalEntry, JournalEntry];
      await store.commit({ ...batch, subjects, deliveries: [aDelivery(told)] });
      expect(await pruned(store, NOON + REMOVED_SUBJECT_MS)).toEqual([]);
      expect(await pruned(store, NOON + REMOVED_SUBJECT_MS + 1)).toEqual([1]);
      const left = (await store.load()).subjects.map(({ subject }) => subject);
      expect(left.toSorted()).toEqual([here.subject, told.subject]);
      expect(left).not.toContain(gone.subject);
    });

    it('keeps dead letters so long, and so many', async () => {
      const store = current();
      const changes = Array.from({ length: DEAD_LETTER_ROWS + SLICE_ROWS + 3 }, () => aChange('a'));
      const dead = entriesOf(await aBatch(null, changes)).map((entry, n) => ({
        destination: 'ops',
        entry,
        code: 'x',
        at: NOON + n,
      }));
      await store.save({ dead });
      expect((await pruned(store, NOON)).reduce((sum, each) => sum + each)).toBe(SLICE_ROWS + 3);
      expect((await store.outstanding(9_999)).dead).toEqual(dead.slice(SLICE_ROWS + 3).toReversed());
      await pruned(store, NOON + DEAD_LETTER_MS + DEAD_LETTER_ROWS + SLICE_ROWS + 3);
      expect((await store.outstanding(9_999)).dead).toEqual([]);
    });

    it('lets go of a silence that is over', async () => {
      const store = current();
      await store.silence(aSilenceChange('a', { until: NOON }, 0));
      await store.silence(aSilenceChange('b', { until: NOON + 1 }, 1));
      expect(await pruned(store, NOON - 1)).toEqual([]);
      expect(await pruned(store, NOON)).toEqual([1]);
      expect(await store.silences()).toMatchObject({ version: 2, all: [{ subject: 'container/b' }] });
    });

    it('keeps how the last 400 days were spent', async () => {
      const store = current();
      const day = Math.floor(NOON / 86_400_000);
      await store.commit(await aBatch(null, [aChange('a', { from: 'healthy', fromAt: NOON - 5 })]));
      await pruned(store, NOON + 400 * 86_400_000);
      expect(await store.days({ from: 0, limit: 9 })).toMatchObject([{ day, upMs: 5 }]);
      await pruned(store, NOON + 401 * 86_400_000);
      expect(await store.days({ from: 0, limit: 9 })).toEqual([]);
    });
  });
}

/** Until there is nothing left: how many rows each call took. */
async function pruned(store: AgentStore, now: number): Promise<readonly number[]> {
  const slices: number[] = [];
  for (let rows = await store.prune(now); rows > 0; rows = await store.prune(now)) {
    expect(rows).toBeLessThanOrEqual(SLICE_ROWS);
    slices.push(rows);
  }
  return slices;
}
