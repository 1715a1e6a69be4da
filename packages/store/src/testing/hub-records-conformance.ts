import { agentSubject, type JournalEntry, newJournal } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { fleetEntry } from '../hub/fleet-entry.ts';
import type { HubStore, Lease } from '../hub/hub-store.ts';
import { agentId, enrolled, someLost, someReceived } from './hub-samples.ts';
import { aChange, aDelivery } from './samples.ts';

const token = { name: 'admin', sha256: 'c'.repeat(64), scope: 'operate' } as const;
const web = agentSubject(agentId('a'), 'container/web');

/** What was, and who is told, in the fleet's words. */
export function describeHubRecords(current: () => HubStore): void {
  describe('records', () => {
    describe('journal', () => {
      let entries: readonly JournalEntry[];

      /** Of the agents a and b, and between them one of the hub itself about a. */
      beforeEach(async () => {
        const store = current();
        const tip = newJournal('own');
        await store.found({ id: 'hub', since: NOON, tip }, token);
        await enrolled(store, 'a', 'b');
        const [a, b] = [
          await someReceived('a', newJournal('epoch-a'), [
            aChange('web', { output: 'refused' }),
            aChange('db', { at: NOON + 1 }),
          ]),
          await someReceived('b', newJournal('epoch-b'), [aChange('web', { at: NOON + 2 })]),
        ];
        const lost = await someLost(tip, 'a');
        await store.commit({ received: a, own: { tip, entries: lost } });
        await store.commit({ received: b });
        entries = [
          ...a.map(({ chained }) => fleetEntry(chained.entry, agentId('a'), 'host-a')),
          ...lost.map(({ entry }) => entry),
          ...b.map(({ chained }) => fleetEntry(chained.entry, agentId('b'), 'host-b')),
        ];
      });

      const at = (...indices: readonly number[]) => indices.map((index) => entries[index]);

      it('is read in the order of writing, from any place', async () => {
        const read = await current().entriesAfter(0, 9);
        expect(read).toEqual(entries.map((entry, n) => ({ position: n + 1, entry })));
        expect(await current().entriesAfter(1, 2)).toEqual(read.slice(1, 3));
        expect(await current().entriesAfter(4, 2)).toEqual([]);
      });

      it('names the host as it is called now', async () => {
        const record = await current().agent(agentId('a'));
        if (!record) throw new Error('no agent');
        await current().commit({
          agents: [{ ...record.agent, host: { ...record.agent.host, name: 'moved' } }],
        });
        const hosts = (await current().history({ limit: 9 })).map(({ host }) => host);
        expect(hosts).toEqual(['host-b', 'host-a', 'moved', 'moved']);
      });

      it('tells the newest first, of all, of an agent with what is known of it, or of a subject', async () => {
        const store = current();
        expect(await store.history({ limit: 9 })).toEqual(at(3, 2, 1, 0));
        expect(await store.history({ limit: 2 })).toEqual(at(3, 2));
        expect(await store.history({ agent: agentId('a'), limit: 9 })).toEqual(at(2, 1, 0));
        expect(await store.history({ agent: agentId('a'), limit: 2 })).toEqual(at(2, 1));
        expect(await store.history({ agent: agentId('b'), limit: 9 })).toEqual(at(3));
        expect(await store.history({ subject: web, limit: 9 })).toEqual(at(0));
        expect(await store.history({ subject: agentSubject(agentId('a')), limit: 9 })).toEqual(at(2));
        expect(await store.history({ subject: web, agent: agentId('a'), limit: 9 })).toEqual(at(0));
        expect(await store.history({ subject: web, agent: agentId('b'), limit: 9 })).toEqual([]);
        expect(await store.history({ subject: 'container/web', limit: 9 })).toEqual([]);
      });

      it('goes on before an entry of any journal, and not beyond a time', async () => {
        const store = current();
        const [first, second, third] = entries as [JournalEntry, JournalEntry, JournalEntry];
        expect(await store.history({ before: third, limit: 9 })).toEqual(at(1, 0));
        expect(await store.history({ before: third, agent: agentId('a'), limit: 1 })).toEqual(at(1));
        expect(await store.history({ before: first, limit: 9 })).toEqual([]);
        expect(await store.history({ before: { epoch: 'other', seq: 1 }, limit: 9 })).toEqual([]);
        expect(await store.history({ since: NOON + 1, limit: 9 })).toEqual(at(3, 1));
        expect(await store.history({ since: second.at, before: second, limit: 9 })).toEqual([]);
      });

      it('gives a chain to the agent that it is of', async () => {
        const read = await current().chain(agentId('a'), 'epoch-a', 1, 9);
        expect(read.map(({ entry }) => entry.subject)).toEqual(['container/db']);
        expect(await current().chain(agentId('a'), 'epoch-a', 0, 1)).toHaveLength(1);
        expect(await current().chain(agentId('b'), 'epoch-a', 0, 9)).toEqual([]);
      });
    });

    it('keeps what it does not know of an entry', async () => {
      const store = current();
      const change = aChange('web', { output: 'x' });
      const { container } = change.transition;
      if (!container) throw new Error('no container');
      const newer = {
        ...change.transition,
        container: { ...container, pod: { name: 'p' } },
        mood: [1, null],
      };
      const received = await someReceived('a', newJournal('e'), [{ transition: newer, fromAt: null }]);
      await store.commit({ received });
      expect(await store.chain(agentId('a'), 'e', 0, 9)).toEqual(received.map(({ chained }) => chained));
    });

    it('counts days by the fleet’s subjects, and none that has not come', async () => {
      const store = current();
      const midnight = Date.UTC(2026, 0, 2);
      const day = midnight / 86_400_000;
      const changes = [
        aChange('web', { from: 'healthy', fromAt: midnight - 10, at: midnight + 5 }),
        aChange('web', { from: 'crashed', fromAt: midnight + 5, at: midnight + 9 * 86_400_000 }),
      ];
      await store.commit({ received: await someReceived('a', newJournal('e'), changes, midnight + 9) });
      const none = { subject: web, upMs: 0, downMs: 0, startingMs: 0, excludedMs: 0 };
      expect(await store.days({ subject: web, from: 0, limit: 9 })).toEqual([
        { ...none, day: day - 1, upMs: 10 },
        { ...none, day, upMs: 5, downMs: 4 },
      ]);
      expect(await store.days({ subject: 'container/web', from: 0, limit: 9 })).toEqual([]);
    });

    it('lets no batch touch days without end', async () => {
      const store = current();
      const ends = (n: number) => aChange(`web-${n}`, { from: 'healthy', fromAt: 0, at: NOON });
      await store.commit({ received: await someReceived('a', newJournal('e'), [ends(1)]) });
      const alone = await store.days({ from: 0, limit: 10_000 });
      expect(alone.length).toBeGreaterThan(300);
      const many = Array.from({ length: 500 }, (_, n) => ends(n + 2));
      await store.commit({ received: await someReceived('b', newJournal('f'), many) });
      const rows = (await store.days({ from: 0, limit: 100_000 })).length - alone.length;
      expect(rows).toBeGreaterThan(500);
      expect(rows).toBeLessThanOrEqual(6_000);
    });

    describe('deliveries', () => {
      it('of a lost agent wait until it is heard; that it is lost does not', async () => {
        const store = current();
        const [a, b] = await enrolled(store, 'a', 'b');
        if (!a || !b) throw new Error('no agents');
        const [received] = await someReceived('a', newJournal('e'), [aChange('web')]);
        const entry = received?.chained.entry;
        if (!entry) throw new Error('no entry');
        const subjects = [
          web,
          agentSubject(agentId('a'), 'engine'),
          agentSubject(agentId('a')),
          agentSubject(agentId('b'), 'container/web'),
          'destination/ops',
          'fleet',
        ];
        const deliveries = subjects.map((subject, n) =>
          aDelivery({ ...entry, subject }, { dueAt: NOON + n }),
        );
        const told = async () => (await store.due('ops', NOON + 9, 9)).map(({ subject }) => subject);
        await store.commit({ deliveries });
        expect(await told()).toEqual(subjects);
        expect(await store.nextDue('ops')).toBe(NOON);
        const lease: Lease = { ...a.lease, state: 'lost' };
        await store.commit({ leases: [lease] });
        expect(await told()).toEqual(subjects.slice(2));
        expect(await store.due('ops', NOON + 9, 1)).toHaveLength(1);
        expect(await store.nextDue('ops')).toBe(NOON + 2);
        expect((await store.outstanding(9)).deliveries).toHaveLength(6);
        expect(await store.deliveries('ops', [web])).toHaveLength(1);
        const ofA = (await store.deliveriesOf(agentId('a'))).map(({ subject }) => subject);
        expect(ofA.toSorted()).toEqual([web, agentSubject(agentId('a'), 'engine')]);
        await store.commit({ leases: [{ ...lease, state: 'live', version: 2 }] });
        expect(await told()).toEqual(subjects);
      });

      it('are saved each over its version', async () => {
        const store = current();
        const [received] = await someReceived('a', newJournal('e'), [aChange('web')]);
        const entry = received?.chained.entry;
        if (!entry) throw new Error('no entry');
        const row = aDelivery({ ...entry, subject: web });
        const dead = [{ destination: 'ops', entry, code: 'x', at: NOON }];
        expect(await store.save({ deliveries: [row], dead })).toBe(true);
        expect(await store.save({ deliveries: [row] })).toBe(false);
        expect(await store.save({ settled: [{ ...row, version: 1 }] })).toBe(true);
        expect(await store.outstanding(9)).toEqual({ deliveries: [], dead });
      });
    });
  });
}
