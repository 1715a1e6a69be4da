import type { JournalEntry } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import type { AgentStore } from '../agent-store.ts';
import { aBatch, aChange, aDelivery, aSilenceChange, entriesOf, tipAfter } from './samples.ts';

/** What a store keeps of silences, and over what it takes none. */
export function describeSilences(current: () => AgentStore): void {
  describe('silences', () => {
    /** Rows of `shop`, a project, and of another container. */
    async function withRows() {
      const names = ['shop/api/1', 'shop/web/1', 'shops'];
      const batch = await aBatch(
        null,
        names.map((name) => aChange(name)),
      );
      const [api, web, other] = entriesOf(batch) as [JournalEntry, JournalEntry, JournalEntry];
      const deliveries = [api, web, other].map((entry) => aDelivery(entry));
      const first = { ...batch, deliveries: [...deliveries, aDelivery(web, { destination: 'log' })] };
      expect(await current().commit(first)).toBe(true);
      const rows = (await current().outstanding(9)).deliveries;
      return { first, rows: rows.filter(({ subject }) => subject.startsWith('container/shop/')) };
    }

    it('are none in the beginning', async () => {
      expect(await current().silences()).toEqual({ version: 0, all: [] });
    });

    it('are kept, replaced and ended, each over the version that it was made from', async () => {
      const store = current();
      const web = aSilenceChange('web', { reason: 'a release', by: 'ann' });
      expect(await store.silence(web)).toBe(true);
      expect(await store.silence(web)).toBe(false);
      expect(await store.silence(aSilenceChange('shop/*', {}, 1))).toBe(true);
      const shop = aSilenceChange('shop/*', {}, 1).silence;
      expect(await store.silences()).toEqual({ version: 2, all: [shop, web.silence] });
      const longer = aSilenceChange('web', { until: NOON + 9_000_000 }, 2);
      expect(await store.silence(longer)).toBe(true);
      expect(await store.silences()).toEqual({ version: 3, all: [shop, longer.silence] });
      expect(await store.silence({ ...longer, version: 3, silence: null })).toBe(true);
      expect(await store.silences()).toEqual({ version: 4, all: [shop] });
    });

    it('of many subjects are made with every row of them at once', async () => {
      const store = current();
      const { rows } = await withRows();
      const silenced = { since: NOON, until: NOON + 5 };
      const [gone, ...kept] = rows.map((row) => ({ ...row, silenced, dueAt: NOON + 5 }));
      if (!gone) throw new Error('there is no row');
      const all = { deliveries: kept, settled: [gone] };
      expect(await store.silence(aSilenceChange('shop/*', {}, 0, all))).toBe(true);
      expect((await store.due('ops', NOON, 9)).map(({ subject }) => subject)).toEqual(['container/shops']);
      const after = (await store.outstanding(9)).deliveries;
      expect(after.filter((row) => row.silenced !== null)).toEqual(
        kept.map((row) => ({ ...row, version: 2 })),
      );
    });

    it('are not made without a row that has come meanwhile, nor over one that has been written', async () => {
      const store = current();
      const { rows } = await withRows();
      const [first, ...others] = rows;
      if (!first) throw new Error('there is no row');
      const before = await store.outstanding(9);
      expect(await store.silence(aSilenceChange('shop/*', {}, 0, { deliveries: others }))).toBe(false);
      const stale = { deliveries: [...others, { ...first, version: 7 }] };
      expect(await store.silence(aSilenceChange('shop/*', {}, 0, stale))).toBe(false);
      expect(await store.silences()).toEqual({ version: 0, all: [] });
      expect(await store.outstanding(9)).toEqual(before);
    });

    it('of one subject are of no other', async () => {
      const store = current();
      const { rows } = await withRows();
      expect(rows).toHaveLength(3);
      expect(await store.silence(aSilenceChange('shop', {}, 0))).toBe(true);
      expect(await store.silence(aSilenceChange('shop/web/*', {}, 1))).toBe(false);
      expect(await store.silence(aSilenceChange('shop/w/*', {}, 1))).toBe(true);
    });

    it('that a batch knows nothing of keep it from being taken', async () => {
      const store = current();
      const { first } = await withRows();
      await store.silence(aSilenceChange('x'));
      const next = await aBatch(tipAfter(first), [aChange('x')]);
      expect(await store.commit(next)).toBe(false);
      expect(await store.commit({ ...next, silences: 1 })).toBe(true);
    });

    it('are of hostile text as of any', async () => {
      const store = current();
      const name = `'); drop table silence; -- % _ \u0000 🐳 \u{10ffff}/*`;
      const change = aSilenceChange(name, { reason: '\u001b[31m\u0000', by: `"'` });
      expect(await store.silence(change)).toBe(true);
      expect((await store.silences()).all).toEqual([change.silence]);
    });
  });
}
