import type { JournalEntry } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentStore } from '../agent-store.ts';
import { describeReplication } from './replication-conformance.ts';
import { describeRetention } from './retention-conformance.ts';
import {
  aBatch,
  aChange,
  aDelivery,
  aDestination,
  aFeed,
  aMonitor,
  aSubject,
  entriesOf,
  tipAfter,
} from './samples.ts';
import { describeSilences } from './silence-conformance.ts';

/** The behaviour that every `AgentStore` owes. `open`: an empty one each time. */
export function describeAgentStore(name: string, open: () => Promise<AgentStore>): void {
  describe(`agent store: ${name}`, () => {
    let store: AgentStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    describe('commit', () => {
      it('begins with nothing', async () => {
        expect(await store.load()).toEqual({ tip: null, engineLost: false, monitors: [], subjects: [] });
        expect(await store.history({ limit: 10 })).toEqual([]);
        expect(await store.outstanding(10)).toEqual({ deliveries: [], dead: [] });
        expect(await store.destinations()).toEqual([]);
        expect(await store.nextDue('ops')).toBeNull();
      });

      it('remembers what was committed', async () => {
        const first = await aBatch(null, [aChange('web'), aChange('db')], { engineLost: true });
        const subjects = entriesOf(first).map(aSubject);
        const monitors = [aMonitor('db'), aMonitor('web')];
        expect(await store.commit({ ...first, monitors, subjects })).toBe(true);
        const loaded = await store.load();
        expect(loaded).toMatchObject({ tip: tipAfter(first), engineLost: true });
        expect(new Set(loaded.monitors)).toEqual(new Set(monitors));
        expect(new Set(loaded.subjects)).toEqual(new Set(subjects));
        expect(await store.history({ limit: 10 })).toEqual(entriesOf(first).toReversed());
      });

      it('keeps state without a journal', async () => {
        expect(
          await store.commit(await aBatch(null, [], { monitors: [aMonitor('web')], engineLost: true })),
        ).toBe(true);
        expect(await store.load()).toMatchObject({
          tip: null,
          engineLost: true,
          monitors: [aMonitor('web')],
        });
      });

      it('replaces what has changed, and forgets what is no more', async () => {
        const first = await aBatch(null, [aChange('web')]);
        const monitors = [aMonitor('web'), aMonitor('db')];
        await store.commit({ ...first, monitors, subjects: entriesOf(first).map(aSubject) });
        const next = await aBatch(tipAfter(first), [aChange('web', { from: 'healthy', to: 'unhealthy' })]);
        const changed = { ...aMonitor('web'), condition: 'unhealthy' as const };
        const flapping = { ring: 63, was: 'down', flapping: true } as const;
        const subjects = entriesOf(next).map((entry) => ({ ...aSubject(entry), flapping }));
        await store.commit({ ...next, monitors: [changed], forgotten: ['id-db', 'id-nobody'], subjects });
        expect(await store.load()).toEqual({
          tip: tipAfter(next),
          engineLost: false,
          monitors: [changed],
          subjects,
        });
      });

      it.each([
        ['another place', { epoch: 'epoch-1', seq: 2, chain: 'other' }],
        ['another epoch', { epoch: 'epoch-2', seq: 1, chain: '' }],
        ['the beginning', null],
      ])('does nothing over a tip at %s', async (_where, tip) => {
        const first = await aBatch(null, [aChange('web')]);
        await store.commit(first);
        const before = await store.load();
        const wrong = await aBatch(tip, [aChange('db')], { monitors: [aMonitor('db')], engineLost: true });
        expect(await store.commit(wrong)).toBe(false);
        expect(await store.load()).toEqual(before);
        expect(await store.history({ limit: 10 })).toEqual(entriesOf(first));
      });

      it('takes the same batch once', async () => {
        const batch = await aBatch(null, [aChange('web')]);
        expect(await store.commit(batch)).toBe(true);
        expect(await store.commit(batch)).toBe(false);
      });

      it('takes one of two that were made from the same tip', async () => {
        const rivals = await Promise.all([aBatch(null, [aChange('web')]), aBatch(null, [aChange('db')])]);
        const taken = await Promise.all(rivals.map((batch) => store.commit(batch)));
        expect(taken.filter(Boolean)).toHaveLength(1);
        expect(await store.history({ limit: 10 })).toHaveLength(1);
      });

      it('does nothing at all when one of its deliveries is stale', async () => {
        const first = await aBatch(null, [aChange('web')]);
        const [entry] = entriesOf(first) as [JournalEntry];
        await store.commit({ ...first, deliveries: [aDelivery(entry)] });
        const before = await store.load();
        const next = await aBatch(tipAfter(first), [aChange('web'), aChange('db')]);
        const [web, db] = entriesOf(next) as [JournalEntry, JournalEntry];
        const monitors = [aMonitor('web')];
        for (const stale of [{ deliveries: [aDelivery(db), aDelivery(web)] }, { settled: [aDelivery(web)] }])
          expect(await store.commit({ ...next, ...stale, monitors })).toBe(false);
        expect(await store.load()).toEqual(before);
        expect(await store.deliveries('ops', ['container/web', 'container/db'])).toEqual([
          aDelivery(entry, { version: 1 }),
        ]);
      });

      it('takes more rows than any one statement does', async () => {
        const names = Array.from({ length: 250 }, (_, n) => `web-${n}`);
        const batch = await aBatch(
          null,
          names.map((name) => aChange(name)),
        );
        const entries = entriesOf(batch);
        const full = {
          ...batch,
          monitors: names.map(aMonitor),
          subjects: entries.map(aSubject),
          deliveries: entries.map((entry) => aDelivery(entry)),
        };
        expect(await store.commit(full)).toBe(true);
        const loaded = await store.load();
        expect(new Set(loaded.monitors)).toEqual(new Set(full.monitors));
        expect(new Set(loaded.subjects)).toEqual(new Set(full.subjects));
        expect(await store.history({ limit: 1_000 })).toEqual(entries.toReversed());
        const rows = await store.deliveries(
          'ops',
          entries.map(({ subject }) => subject),
        );
        expect(rows).toHaveLength(250);
        const all = { settled: rows, forgotten: full.monitors.map(({ container }) => container.id) };
        expect(await store.commit(await aBatch(tipAfter(batch), [], all))).toBe(true);
        expect((await store.load()).monitors).toEqual([]);
        expect(await store.outstanding(10)).toEqual({ deliveries: [], dead: [] });
      });

      it('takes hostile text for text, as long as it likes', async () => {
        const hostile = `'); drop table state; -- "\\ \u0000 \u001b[31m 🐳 \u2028 ${'x'.repeat(1_000_000)}`;
        const batch = await aBatch(null, [aChange(hostile, { output: hostile })]);
        const [entry] = entriesOf(batch) as [JournalEntry];
        await store.commit({ ...batch, subjects: [aSubject(entry)], deliveries: [aDelivery(entry)] });
        expect(await store.history({ subject: entry.subject, limit: 1 })).toEqual([entry]);
        expect(await store.deliveries('ops', [entry.subject])).toEqual([aDelivery(entry, { version: 1 })]);
        expect((await store.load()).subjects).toEqual([aSubject(entry)]);
      });
    });

    describe('journal', () => {
      it('tells the newest first, of one subject or of all', async () => {
        const batch = await aBatch(null, [aChange('web'), aChange('db'), aChange('web'), aChange('db')]);
        await store.commit(batch);
        const entries = entriesOf(batch);
        expect(await store.history({ limit: 3 })).toEqual(entries.slice(1).toReversed());
        expect(await store.history({ subject: 'container/web', limit: 3 })).toEqual([entries[2], entries[0]]);
        expect(await store.history({ subject: 'container/web', limit: 1 })).toEqual([entries[2]]);
        expect(await store.history({ subject: 'container/x', limit: 3 })).toEqual([]);
        expect(await store.history({ limit: 0 })).toEqual([]);
      });

      it('goes on before an entry, and not beyond a time', async () => {
        const changes = ['web', 'db', 'web', 'db'].map((name, n) => aChange(name, { at: NOON + n }));
        const batch = await aBatch(null, changes);
        await store.commit(batch);
        const [first, second, third, fourth] = entriesOf(batch) as [
          JournalEntry,
          JournalEntry,
          JournalEntry,
          JournalEntry,
        ];
        expect(await store.history({ before: fourth, limit: 2 })).toEqual([third, second]);
        expect(await store.history({ before: third, subject: 'container/web', limit: 9 })).toEqual([first]);
        expect(await store.history({ before: first, limit: 9 })).toEqual([]);
        expect(await store.history({ before: { epoch: 'another', seq: 2 }, limit: 9 })).toEqual([]);
        expect(await store.history({ since: NOON + 2, limit: 9 })).toEqual([fourth, third]);
        expect(await store.history({ since: NOON + 4, limit: 9 })).toEqual([]);
      });

      it('is read in the order of writing, from any place', async () => {
        const batch = await aBatch(null, [aChange('a'), aChange('b', { at: NOON - 5 }), aChange('c')]);
        await store.commit(batch);
        const later = await aBatch(tipAfter(batch), [aChange('d')]);
        await store.commit(later);
        const read = await store.entriesAfter(0, 10);
        expect(read.map(({ entry }) => entry)).toEqual([...entriesOf(batch), ...entriesOf(later)]);
        expect(read.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
        expect(await store.entriesAfter(1, 2)).toEqual(read.slice(1, 3));
        expect(await store.entriesAfter(4, 10)).toEqual([]);
      });

      it('adds up how days were spent', async () => {
        const midnight = Date.UTC(2026, 0, 2);
        const day = midnight / 86_400_000;
        const changes = [
          aChange('web', { from: 'starting', fromAt: midnight - 30, at: midnight - 10 }),
          aChange('web', { from: 'healthy', fromAt: midnight - 10, at: midnight + 5 }),
          aChange('web', { from: 'crashed', fromAt: midnight + 5, at: midnight + 9 }),
          aChange('db', { from: 'paused', fromAt: midnight + 1, at: midnight + 2 }),
        ];
        await store.commit(await aBatch(null, changes));
        const none = { upMs: 0, downMs: 0, startingMs: 0, excludedMs: 0 };
        const before = { ...none, subject: 'container/web', day: day - 1, startingMs: 20, upMs: 10 };
        const web = { ...none, subject: 'container/web', day, upMs: 5, downMs: 4 };
        const db = { ...none, subject: 'container/db', day, excludedMs: 1 };
        expect(await store.days({ from: 0, limit: 10 })).toEqual([before, db, web]);
        expect(await store.days({ from: day, subject: 'container/web', limit: 10 })).toEqual([web]);
        expect(await store.days({ from: 0, limit: 1 })).toEqual([before]);
      });
    });

    describe('outbox', () => {
      let entries: readonly JournalEntry[];
      beforeEach(async () => {
        entries = entriesOf(
          await aBatch(
            null,
            ['a', 'b', 'c', 'd'].map((name) => aChange(name)),
          ),
        );
      });

      it('counts each write of a row, and takes none over another version', async () => {
        const [want] = entries as [JournalEntry];
        const row = aDelivery(want);
        expect(await store.save({ deliveries: [row] })).toBe(true);
        expect(await store.save({ deliveries: [row] })).toBe(false);
        const known = { ...row, version: 1, attempts: 3 };
        expect(await store.save({ deliveries: [known] })).toBe(true);
        expect(await store.save({ deliveries: [known] })).toBe(false);
        expect(await store.save({ settled: [known] })).toBe(false);
        expect(await store.deliveries('ops', [want.subject])).toEqual([{ ...known, version: 2 }]);
        expect(await store.save({ settled: [{ ...known, version: 2 }] })).toBe(true);
        expect(await store.deliveries('ops', [want.subject])).toEqual([]);
        expect(await store.save({ deliveries: [{ ...known, version: 2 }] })).toBe(false);
      });

      it('lets one of many have a row', async () => {
        const [want] = entries as [JournalEntry];
        await store.save({ deliveries: [aDelivery(want)] });
        const takers = Array.from({ length: 10 }, (_, n) => aDelivery(want, { version: 1, attempts: n }));
        const taken = await Promise.all(takers.map((row) => store.save({ deliveries: [row] })));
        expect(taken.filter(Boolean)).toHaveLength(1);
        expect(await store.deliveries('ops', [want.subject])).toEqual([
          { ...takers[taken.indexOf(true)], version: 2 },
        ]);
      });

      it('saves all or nothing', async () => {
        const [a, b] = entries as [JournalEntry, JournalEntry];
        await store.save({ deliveries: [aDelivery(a)], destinations: [aDestination('ops')] });
        const dead = [{ destination: 'ops', entry: b, code: 'x', at: NOON }];
        const fresh = { deliveries: [aDelivery(b)], dead };
        expect(await store.save({ ...fresh, destinations: [aDestination('ops')] })).toBe(false);
        expect(await store.save({ ...fresh, settled: [aDelivery(a, { version: 7 })] })).toBe(false);
        expect(await store.outstanding(10)).toEqual({ deliveries: [aDelivery(a, { version: 1 })], dead: [] });
        expect(await store.destinations()).toEqual([aDestination('ops', { version: 1 })]);
      });

      it('says what is due, the earliest first, to the very millisecond', async () => {
        const [a, b, c, d] = entries as [JournalEntry, JournalEntry, JournalEntry, JournalEntry];
        const rows = [
          aDelivery(a, { dueAt: NOON + 2 }),
          aDelivery(b, { dueAt: NOON + 1 }),
          aDelivery(c, { dueAt: null }),
          aDelivery(d, { dueAt: NOON, destination: 'other' }),
        ];
        await store.save({ deliveries: rows });
        const subjects = async (now: number, limit = 9) =>
          (await store.due('ops', now, limit)).map(({ subject }) => subject);
        expect(await subjects(NOON)).toEqual([]);
        expect(await subjects(NOON + 1)).toEqual([b.subject]);
        expect(await subjects(NOON + 2)).toEqual([b.subject, a.subject]);
        expect(await subjects(NOON + 2, 1)).toEqual([b.subject]);
        expect(await store.nextDue('ops')).toBe(NOON + 1);
        expect(await store.nextDue('nobody')).toBeNull();
      });

      it('leaves alone what is under way until its lease is over', async () => {
        const [a, b] = entries as [JournalEntry, JournalEntry];
        await store.save({
          deliveries: [
            aDelivery(a, { dueAt: NOON, leaseUntil: NOON + 60 }),
            aDelivery(b, { dueAt: null, leaseUntil: NOON + 90 }),
          ],
        });
        expect(await store.due('ops', NOON + 59, 9)).toEqual([]);
        expect(await store.nextDue('ops')).toBe(NOON + 60);
        expect(await store.due('ops', NOON + 60, 9)).toMatchObject([{ subject: a.subject }]);
        expect(await store.due('ops', NOON + 90, 9)).toHaveLength(2);
      });

      it('remembers a destination, each write over the one before', async () => {
        const ops = aDestination('ops');
        const audit = aFeed('audit', 7);
        expect(await store.save({ destinations: [ops, audit] })).toBe(true);
        expect(await store.save({ destinations: [ops] })).toBe(false);
        const paced = { ...ops, pace: { sentAt: NOON, gatherMs: 5 }, version: 1 };
        expect(await store.save({ destinations: [paced] })).toBe(true);
        expect(await store.save({ destinations: [paced] })).toBe(false);
        expect(await store.destinations()).toEqual([
          { ...audit, version: 1 },
          { ...paced, version: 2 },
        ]);
      });

      it('keeps what was given up until it is delivered after all', async () => {
        const [a, b] = entries as [JournalEntry, JournalEntry];
        const first = { destination: 'ops', entry: a, code: 'too-long', at: NOON };
        const second = { destination: 'ops', entry: b, code: 'too-long', at: NOON + 1 };
        await store.save({ dead: [first, second] });
        await store.save({ dead: [{ ...first, code: 'gone' }] });
        expect((await store.outstanding(10)).dead).toEqual([second, { ...first, code: 'gone' }]);
        expect((await store.outstanding(1)).dead).toEqual([second]);
        await store.save({ revived: [second] });
        expect((await store.outstanding(10)).dead).toEqual([{ ...first, code: 'gone' }]);
      });
    });

    describeReplication(() => store);
    describeSilences(() => store);
    describeRetention(() => store);
  });
}
