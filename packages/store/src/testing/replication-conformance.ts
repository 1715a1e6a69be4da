import { append, newFeed, newJournal, nextChain } from '@hale/core';
import { systemHash } from '@hale/core/system';
import { NOON } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import type { AgentStore, Behind } from '../agent-store.ts';
import { JOURNAL_MS, OUTPUT_MS } from '../retention.ts';
import { aBatch, aChange, aDestination, aMonitor, aSubject, entriesOf, tipAfter } from './samples.ts';

const NOTHING_BEHIND: Behind = { entries: 0, bytes: 0, oldestAt: null };

/** What a store owes to who replicates its journal. */
export function describeReplication(current: () => AgentStore): void {
  /** Three entries of one epoch, then two of the next. */
  async function withTwoEpochs() {
    const first = await aBatch(null, [
      aChange('web', { at: NOON + 5 }),
      aChange('db', { at: NOON }),
      aChange('web', { at: NOON + 9, output: 'x'.repeat(1_000) }),
    ]);
    const renewed = newJournal('epoch-2');
    const second = await aBatch(tipAfter(first), [aChange('web'), aChange('db')], { renewed });
    for (const batch of [first, second]) expect(await current().commit(batch)).toBe(true);
    return { first, second };
  }

  it('says how far each epoch before this one went, the newest first', async () => {
    const store = current();
    await withTwoEpochs();
    expect(await store.earlier('epoch-2', 9)).toEqual([{ epoch: 'epoch-1', seq: 3 }]);
    expect(await store.earlier('another', 9)).toEqual([
      { epoch: 'epoch-2', seq: 2 },
      { epoch: 'epoch-1', seq: 3 },
    ]);
    expect(await store.earlier('another', 1)).toEqual([{ epoch: 'epoch-2', seq: 2 }]);
  });

  describe('the chain', () => {
    it('is told an epoch at a time, from any place in it, each entry with its proof', async () => {
      const store = current();
      const { first, second } = await withTwoEpochs();
      const stored = first.entries.map((entry, n) => ({ ...entry, position: n + 1 }));
      expect(await store.chain('epoch-1', 0, 9)).toEqual(stored);
      expect(await store.chain('epoch-1', 1, 1)).toEqual([stored[1]]);
      expect(await store.chain('epoch-1', 1, 9)).toEqual(stored.slice(1));
      expect(await store.chain('epoch-1', 3, 9)).toEqual([]);
      const others = second.entries.map((entry, n) => ({ ...entry, position: n + 4 }));
      expect(await store.chain('epoch-2', 0, 9)).toEqual(others);
      expect(await store.chain('epoch-2', 1, 9)).toEqual(others.slice(1));
      expect(await store.chain('another', 0, 9)).toEqual([]);
    });

    it('holds without an output that has expired', async () => {
      const store = current();
      await withTwoEpochs();
      while ((await store.prune(NOON + OUTPUT_MS + 10)) > 0);
      const told = await store.chain('epoch-1', 0, 9);
      expect(told.map(({ entry }) => entry.container?.output)).toEqual([null, null, null]);
      let { chain } = newJournal('epoch-1');
      for (const { entry, coreHash, outputHash, chain: claimed } of told) {
        chain = await nextChain(chain, entry.seq, coreHash, outputHash, systemHash);
        expect(claimed).toBe(chain);
      }
    });

    it('begins with what is kept', async () => {
      const store = current();
      const batch = await aBatch(null, [aChange('a', { at: NOON - 1 }), aChange('b')]);
      await store.commit(batch);
      while ((await store.prune(NOON + JOURNAL_MS)) > 0);
      expect(await store.chain('epoch-1', 0, 9)).toMatchObject([{ position: 2, entry: { seq: 2 } }]);
      expect(await store.behind('epoch-1', 0)).toMatchObject({ entries: 1, oldestAt: NOON });
    });
  });

  describe('what lies behind a reader', () => {
    it('is of its epoch alone, and since the oldest of it', async () => {
      const store = current();
      expect(await store.behind('epoch-1', 0)).toEqual(NOTHING_BEHIND);
      await withTwoEpochs();
      expect(await store.behind('epoch-1', 0)).toMatchObject({ entries: 3, oldestAt: NOON });
      expect(await store.behind('epoch-1', 1)).toMatchObject({ entries: 2, oldestAt: NOON });
      expect(await store.behind('epoch-1', 2)).toMatchObject({ entries: 1, oldestAt: NOON + 9 });
      expect(await store.behind('epoch-1', 3)).toEqual(NOTHING_BEHIND);
      expect(await store.behind('epoch-2', 0)).toMatchObject({ entries: 2, oldestAt: NOON });
      expect(await store.behind('another', 0)).toEqual(NOTHING_BEHIND);
    });

    it('is about as large as its JSON', async () => {
      const store = current();
      const { first } = await withTwoEpochs();
      for (const after of [0, 1, 2]) {
        const json = entriesOf(first)
          .slice(after)
          .reduce((sum, entry) => sum + JSON.stringify(entry).length, 0);
        const { bytes } = await store.behind('epoch-1', after);
        expect(bytes / json).toBeGreaterThan(0.9);
        expect(bytes / json).toBeLessThan(1.1);
      }
    });
  });

  describe('what is believed', () => {
    it('is who is a subject, as of the tip', async () => {
      const store = current();
      expect(await store.believed()).toEqual({ tip: null, subjects: [] });
      const batch = await aBatch(null, [aChange('web'), aChange('db')], { monitors: [aMonitor('web')] });
      const subjects = entriesOf(batch).map(aSubject);
      await store.commit({ ...batch, subjects });
      const { tip, subjects: believed } = await store.believed();
      expect(tip).toEqual(tipAfter(batch));
      expect(new Set(believed)).toEqual(new Set(subjects));
      await store.commit(await aBatch(tip, [], { renewed: newJournal('epoch-2') }));
      expect((await store.believed()).tip).toEqual(newJournal('epoch-2'));
    });

    it('is of one moment, whoever writes meanwhile', async () => {
      const store = current();
      const batches = [await aBatch(null, [aChange('web')])];
      for (let n = 1; n < 20; n += 1)
        batches.push(await aBatch(tipAfter(batches[n - 1]!), [aChange('web', { at: NOON + n })]));
      const write = async () => {
        for (const batch of batches)
          expect(await store.commit({ ...batch, subjects: entriesOf(batch).map(aSubject) })).toBe(true);
      };
      const look = async () => {
        for (let last = 0; last < batches.length; ) {
          const { tip, subjects } = await store.believed();
          last = tip?.seq ?? 0;
          expect(subjects.map((each) => each.last.seq)).toEqual(tip === null ? [] : [last]);
        }
      };
      await Promise.all([write(), look()]);
    });
  });

  describe('a journal that begins anew', () => {
    it('goes on in the next epoch, and keeps the one before', async () => {
      const store = current();
      const { first, second } = await withTwoEpochs();
      const all = [...entriesOf(first), ...entriesOf(second)];
      expect((await store.load()).tip).toEqual(tipAfter(second));
      expect(await store.history({ limit: 9 })).toEqual(all.toReversed());
      expect((await store.entriesAfter(0, 9)).map(({ entry }) => entry)).toEqual(all);
      const next = await aBatch(tipAfter(second), [aChange('web')]);
      expect(await store.commit(next)).toBe(true);
      expect(await store.chain('epoch-2', 2, 9)).toMatchObject([{ position: 6, entry: { seq: 3 } }]);
    });

    it('does so by its entries alone too', async () => {
      const store = current();
      const first = await aBatch(null, [aChange('web')]);
      await store.commit(first);
      const entries = await append(newJournal('epoch-2'), [aChange('db')], systemHash);
      const second = { ...(await aBatch(tipAfter(first))), entries };
      expect(await store.commit(second)).toBe(true);
      expect((await store.load()).tip).toMatchObject({ epoch: 'epoch-2', seq: 1 });
      expect(await store.chain('epoch-2', 0, 9)).toEqual([{ ...entries[0], position: 2 }]);
    });

    it('does so without an entry, and loses nothing else', async () => {
      const store = current();
      const first = await aBatch(null, [aChange('web')], { monitors: [aMonitor('web')] });
      const subjects = entriesOf(first).map(aSubject);
      await store.commit({ ...first, subjects });
      const renewed = newJournal('epoch-2');
      expect(await store.commit(await aBatch(tipAfter(first), [], { renewed }))).toBe(true);
      expect(await store.load()).toEqual({
        tip: renewed,
        engineLost: false,
        monitors: [aMonitor('web')],
        subjects,
      });
      expect(await store.history({ limit: 9 })).toEqual(entriesOf(first));
      expect(await store.commit(await aBatch(tipAfter(first), [aChange('db')]))).toBe(false);
      const again = newJournal('epoch-3');
      expect(await store.commit(await aBatch(renewed, [], { renewed: again }))).toBe(true);
      expect(await store.commit(await aBatch(again, [aChange('db')]))).toBe(true);
      expect(await store.chain('epoch-3', 0, 9)).toMatchObject([{ position: 2, entry: { seq: 1 } }]);
    });

    it('does so before its first entry', async () => {
      const renewed = newJournal('epoch-7');
      expect(await current().commit(await aBatch(null, [], { renewed }))).toBe(true);
      expect((await current().load()).tip).toEqual(renewed);
    });

    it('does not over another tip than that which it leaves', async () => {
      const store = current();
      const { second } = await withTwoEpochs();
      const renewed = newJournal('epoch-3');
      for (const tip of [null, newJournal('epoch-2'), { ...tipAfter(second)!, chain: 'other' }])
        expect(await store.commit(await aBatch(tip, [aChange('web')], { renewed }))).toBe(false);
      expect((await store.load()).tip).toEqual(tipAfter(second));
      expect(await store.chain('epoch-3', 0, 9)).toEqual([]);
    });
  });

  it('a reader whom no settings name keeps its place like a destination', async () => {
    const store = current();
    const hub = aDestination('@hub', { feed: newFeed(2), options: 'a-hub' });
    await withTwoEpochs();
    expect(await store.save({ destinations: [aDestination('ops'), hub] })).toBe(true);
    expect(await store.save({ destinations: [hub] })).toBe(false);
    const further = { ...hub, feed: newFeed(4), version: 1 };
    expect(await store.save({ destinations: [further] })).toBe(true);
    expect(await store.destinations()).toEqual([
      { ...further, version: 2 },
      aDestination('ops', { version: 1 }),
    ]);
    expect(await store.outstanding(9)).toEqual({ deliveries: [], dead: [] });
  });
}
