import { newJournal } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import { type HubBatch, type HubStore, MAX_REJECTED_CHARS, type SnapshotPart } from '../hub/hub-store.ts';
import { aFleetSubject, agentId, enrolled, someLost, someReceived, streamAfter } from './hub-samples.ts';
import { aChange, aDelivery, aSilenceChange } from './samples.ts';

const token = { name: 'admin', sha256: 'c'.repeat(64), scope: 'operate' } as const;

/** What a hub's store takes at once, and over what it takes nothing. */
export function describeHubCommit(current: () => HubStore): void {
  describe('commit', () => {
    /** An agent that has told of two containers, as one batch has it. */
    async function twoTold(name = 'a') {
      const [record] = await enrolled(current(), name);
      if (!record) throw new Error('no agent');
      const received = await someReceived(name, newJournal(`epoch-${name}`), [aChange('web'), aChange('db')]);
      const entries = received.map(({ chained }) => chained.entry);
      const [web, db] = entries;
      if (!web || !db) throw new Error('no entries');
      const batch = {
        streams: [streamAfter(record.stream, received)],
        leases: [{ ...record.lease, state: 'live', heardAt: NOON, until: NOON + 55_000 }],
        epochs: { begun: [{ agent: agentId(name), epoch: `epoch-${name}` }], closed: [] },
        received,
        believed: entries.map((entry) => aFleetSubject(name, entry)),
        gaps: [{ agent: agentId(name), epoch: `epoch-${name}`, from: 3, to: 5, at: NOON }],
        rejected: [
          { agent: agentId(name), epoch: `epoch-${name}`, seq: 6, code: 'malformed', at: NOON, body: '{' },
        ],
        deliveries: [aDelivery({ ...web, subject: `agent/${agentId(name)}/container/web` })],
        silences: 0,
      } satisfies HubBatch;
      return { record, batch, web, db };
    }

    it('remembers all of it, and counts the writes of streams, leases and deliveries', async () => {
      const store = current();
      const { record, batch, web, db } = await twoTold();
      const { id } = record.agent;
      expect(await store.commit(batch)).toBe(true);
      expect(await store.agent(id)).toEqual({
        agent: record.agent,
        stream: { ...batch.streams[0], version: 2 },
        lease: { ...batch.leases[0], version: 2 },
      });
      expect(await store.epochOwner('epoch-a')).toEqual({ agent: id, closed: false });
      expect(await store.chain(id, 'epoch-a', 0, 9)).toEqual(batch.received.map(({ chained }) => chained));
      expect(await store.believed(id)).toEqual([aFleetSubject('a', db), aFleetSubject('a', web)]);
      expect(await store.gaps(id, 9)).toEqual(batch.gaps);
      expect(await store.rejected(id, 9)).toEqual(batch.rejected);
      expect(await store.deliveriesOf(id)).toEqual([{ ...batch.deliveries[0], version: 1 }]);
    });

    it('says of each entry whether its agent tells of it', async () => {
      const { batch } = await twoTold();
      const [web, db] = batch.received;
      if (!web || !db) throw new Error('no entries');
      expect(await current().commit({ ...batch, received: [web, { ...db, elsewhere: true }] })).toBe(true);
      const [first, second] = await current().entriesAfter(0, 9);
      expect(first).not.toHaveProperty('elsewhere');
      expect(second).toMatchObject({ position: 2, elsewhere: true });
    });

    it.each<readonly [string, (batch: HubBatch) => HubBatch]>([
      ['a stream', (batch) => ({ ...batch, streams: raised(batch.streams) })],
      ['a lease', (batch) => ({ ...batch, leases: raised(batch.leases) })],
      ['a fence', (batch) => ({ ...batch, streams: [], fences: raised(batch.streams) })],
      ['a stream of nobody', (batch) => ({ ...batch, fences: [{ agent: agentId('x'), version: 0 }] })],
      ['a delivery', (batch) => ({ ...batch, deliveries: raised(batch.deliveries) })],
      ['the silences', (batch) => ({ ...batch, silences: 1 })],
      ['the tip of its own', (batch) => ({ ...batch, own: { tip: newJournal('other'), entries: [] } })],
    ])('does nothing at all over another version of %s', async (_what, stale) => {
      const store = current();
      const { record, batch } = await twoTold();
      expect(await store.commit(stale(batch))).toBe(false);
      expect(await store.agent(record.agent.id)).toEqual(record);
      expect(await store.epochOwner('epoch-a')).toBeNull();
      expect(await store.entriesAfter(0, 9)).toEqual([]);
      expect(await store.believed(record.agent.id)).toEqual([]);
      expect(await store.gaps(record.agent.id, 9)).toEqual([]);
      expect(await store.outstanding(9)).toEqual({ deliveries: [], dead: [] });
      expect(await store.commit(batch)).toBe(true);
    });

    it('takes the same batch once, whether it comes again at once or later', async () => {
      const store = current();
      const { batch } = await twoTold();
      const taken = await Promise.all([store.commit(batch), store.commit(batch), store.commit(batch)]);
      expect(taken).toEqual([true, false, false]);
      expect(await store.commit(batch)).toBe(false);
      expect(await store.entriesAfter(0, 9)).toHaveLength(2);
    });

    it('takes no entry in the place of another, even by the right stream', async () => {
      const store = current();
      const { record, batch } = await twoTold();
      await store.commit(batch);
      const { received } = batch;
      const stream = { ...batch.streams[0], agent: record.agent.id, version: 2 };
      expect(await store.commit({ fences: [stream], received: received.slice(1) })).toBe(false);
      expect(await store.entriesAfter(0, 9)).toHaveLength(2);
    });

    it('gives the name of a journal to one agent, for ever', async () => {
      const store = current();
      await enrolled(store, 'a', 'b');
      const begun = (agent: string) => [{ agent: agentId(agent), epoch: 'epoch' }];
      const closed = [{ epoch: 'epoch', at: NOON }];
      const outcomes = await Promise.all([
        store.commit({ epochs: { begun: begun('a'), closed: [] } }),
        store.commit({ epochs: { begun: begun('b'), closed: [] } }),
      ]);
      expect(outcomes).toEqual([true, false]);
      expect(await store.commit({ epochs: { begun: [], closed } })).toBe(true);
      expect(await store.epochOwner('epoch')).toEqual({ agent: agentId('a'), closed: true });
      expect(await store.commit({ epochs: { begun: begun('a'), closed: [] } })).toBe(false);
    });

    it('keeps what it finds out itself in a journal of its own, each entry over the tip before', async () => {
      const store = current();
      const tip = newJournal('own');
      await store.found({ id: 'hub', since: NOON, tip }, token);
      const own = { tip, entries: await someLost(tip, 'a', 'b') };
      expect(await Promise.all([store.commit({ own }), store.commit({ own })])).toEqual([true, false]);
      const [first, second] = own.entries;
      expect((await store.hub())?.tip).toEqual({ epoch: 'own', seq: 2, chain: second?.chain });
      expect(await store.entriesAfter(0, 9)).toEqual([
        { position: 1, entry: first?.entry },
        { position: 2, entry: second?.entry },
      ]);
      expect(await store.chain('', 'own', 1, 9)).toEqual([second]);
    });

    it('replaces all that is believed of an agent, and of no other', async () => {
      const store = current();
      const [a, b] = [await twoTold('a'), await twoTold('b')];
      await store.commit(a.batch);
      await store.commit(b.batch);
      const flapping = { ring: 5, was: 'down', flapping: true } as const;
      const web = aFleetSubject('a', a.web, flapping);
      expect(await store.commit({ replaced: [agentId('a')], believed: [web] })).toBe(true);
      expect(await store.believed(agentId('a'))).toEqual([web]);
      expect(await store.believed(agentId('b'))).toHaveLength(2);
      expect(await store.restless({ limit: 9 })).toEqual([web]);
      const gone = [{ agent: agentId('a'), subject: 'container/web' }];
      await store.commit({ gone, believed: [aFleetSubject('a', { ...a.db, to: 'unhealthy' })] });
      expect(await store.believed(agentId('a'))).toMatchObject([{ last: { to: 'unhealthy' } }]);
      expect(await store.believed(agentId('b'), ['container/web', 'container/x'])).toEqual([
        aFleetSubject('b', b.web),
      ]);
    });

    it('keeps the parts of a snapshot in order until it is complete, each once', async () => {
      const store = current();
      const { web, db } = await twoTold();
      const part = (number: number, last = web, agent = 'a'): SnapshotPart => ({
        agent: agentId(agent),
        snapshot: 'snapshot-1',
        part: number,
        at: NOON,
        subjects: [{ subject: last.subject, last }],
      });
      await store.commit({ parts: [part(2), part(1)] });
      await store.commit({ parts: [part(2, db), part(1, web, 'b')] });
      expect(await store.parts(agentId('a'), 'snapshot-1')).toEqual([part(1), part(2, db)]);
      expect(await store.parts(agentId('a'), 'snapshot-2')).toEqual([]);
      const assembled = [{ agent: agentId('a'), snapshot: 'snapshot-1' }];
      await store.commit({ assembled, parts: [part(1, db)] });
      expect(await store.parts(agentId('a'), 'snapshot-1')).toEqual([part(1, db)]);
      await store.commit({ assembled });
      expect(await store.parts(agentId('a'), 'snapshot-1')).toEqual([]);
      expect(await store.parts(agentId('b'), 'snapshot-1')).toHaveLength(1);
    });

    it('keeps the parts of one snapshot of an agent at a time: who begins another has given up the one before', async () => {
      const store = current();
      const { web } = await twoTold();
      const part = (agent: string, snapshot: string): SnapshotPart => ({
        agent: agentId(agent),
        snapshot,
        part: 1,
        at: NOON,
        subjects: [{ subject: web.subject, last: web }],
      });
      await store.commit({ parts: [part('a', 'given-up'), part('b', 'given-up')] });
      await store.commit({ parts: [part('a', 'begun-anew')] });
      expect(await store.parts(agentId('a'), 'given-up')).toEqual([]);
      expect(await store.parts(agentId('a'), 'begun-anew')).toHaveLength(1);
      expect(await store.parts(agentId('b'), 'given-up')).toHaveLength(1);
    });

    it('cuts what it could not understand, and tells the newest first', async () => {
      const store = current();
      await enrolled(store, 'a');
      const at = (n: number) => ({ agent: agentId('a'), epoch: 'e', at: NOON + n });
      const body = `${'x'.repeat(MAX_REJECTED_CHARS - 1)}🐳`;
      const odd = [1, 2, 3].map((n) => ({ ...at(n), seq: n, code: 'malformed', body }));
      const gaps = [1, 2, 3].map((n) => ({ ...at(n), from: n, to: n }));
      await store.commit({ rejected: odd, gaps });
      const kept = await store.rejected(agentId('a'), 2);
      expect(kept.map(({ seq }) => seq)).toEqual([3, 2]);
      expect(kept[0]?.body).toBe(`${'x'.repeat(MAX_REJECTED_CHARS - 1)}\ufffd`);
      expect((await store.gaps(agentId('a'), 2)).map(({ from }) => from)).toEqual([3, 2]);
      expect(await store.gaps(agentId('b'), 2)).toEqual([]);
    });

    it('takes more rows than any one statement does, at places without a hole', async () => {
      const store = current();
      const names = Array.from({ length: 120 }, (_, n) => `n${n}`);
      const records = await enrolled(store, ...names);
      const each = await Promise.all(
        names.map((name) => someReceived(name, newJournal(`epoch-${name}`), [aChange('web'), aChange('db')])),
      );
      const batch: HubBatch = {
        streams: records.map(({ stream }, n) => streamAfter(stream, each[n] ?? [])),
        leases: records.map(({ lease }) => ({ ...lease, state: 'live' })),
        received: each.flat(),
        believed: each.flatMap((received, n) =>
          received.map(({ chained }) => aFleetSubject(names[n] ?? '', chained.entry)),
        ),
      };
      expect(await store.commit(batch)).toBe(true);
      const entries = await store.entriesAfter(0, 999);
      expect(entries.map(({ position }) => position)).toEqual(Array.from({ length: 240 }, (_, n) => n + 1));
      expect(await store.countAgents()).toMatchObject({ live: 120 });
      expect(await store.countContainers()).toEqual({ healthy: 240 });
      const gone = batch.believed?.map(({ agent, subject }) => ({ agent, subject })) ?? [];
      expect(await store.commit({ gone })).toBe(true);
      expect(await store.countContainers()).toEqual({});
    });

    it('goes by the silences, which change with their deliveries', async () => {
      const store = current();
      const { batch, record } = await twoTold();
      await store.commit(batch);
      const [row] = await store.deliveriesOf(record.agent.id);
      if (!row) throw new Error('no delivery');
      const subject = `agent/${record.agent.id}/*`;
      const change = { ...aSilenceChange('x', { subject }), subject };
      expect(await store.silence(change)).toBe(false);
      const silenced = { ...row, silenced: { since: NOON, until: NOON + 1 } };
      expect(await store.silence({ ...change, deliveries: [silenced] })).toBe(true);
      expect(await store.silences()).toMatchObject({ version: 1, all: [{ subject }] });
      expect(await store.deliveriesOf(record.agent.id)).toEqual([{ ...silenced, version: 2 }]);
      expect(await store.commit({ silences: 0, deliveries: [] })).toBe(false);
      expect(await store.commit({ silences: 1, settled: [{ ...silenced, version: 2 }] })).toBe(true);
    });
  });
}

function raised<T extends { readonly version: number }>(rows: readonly T[] = []): readonly T[] {
  return rows.map((row) => ({ ...row, version: row.version + 1 }));
}
