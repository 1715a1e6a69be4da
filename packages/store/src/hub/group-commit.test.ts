import { HaleError, newJournal } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../migrate.ts';
import type { Sql } from '../sql.ts';
import { openSqlite } from '../sqlite/open-sqlite.ts';
import {
  aFleetSubject,
  aLease,
  enrolled,
  someLost,
  someReceived,
  streamAfter,
} from '../testing/hub-samples.ts';
import { aChange } from '../testing/samples.ts';
import type { HubBatch, HubStore } from './hub-store.ts';
import { HUB_MIGRATIONS } from './migrations.ts';
import { createHubStore } from './sql-hub-store.ts';

const names = Array.from({ length: 64 }, (_, n) => `n${n}`);
const token = { name: 'admin', sha256: 'c'.repeat(64), scope: 'operate' } as const;

let sql: Sql;
let store: HubStore;
let batches: number;
/** What the next batch does instead of being written. */
let broken: (() => Promise<never>) | null;
beforeEach(async () => {
  sql = openSqlite(':memory:').sql;
  await migrate(sql, HUB_MIGRATIONS);
  broken = null;
  store = createHubStore({
    ...sql,
    batch: (statements, guards) => {
      batches += 1;
      return broken ? broken() : sql.batch(statements, guards);
    },
  });
  batches = 0;
});
afterEach(() => store.close());

/** One entry of each agent. */
async function oneEach(): Promise<readonly HubBatch[]> {
  const records = await enrolled(store, ...names);
  batches = 0;
  return Promise.all(
    records.map(async ({ stream, lease }, n) => {
      const name = names[n] ?? '';
      const received = await someReceived(name, newJournal(`epoch-${name}`), [aChange('web')]);
      return {
        streams: [streamAfter(stream, received)],
        leases: [{ ...lease, state: 'live' as const }],
        received,
        believed: received.map(({ chained }) => aFleetSubject(name, chained.entry)),
      };
    }),
  );
}

const places = async () => (await store.entriesAfter(0, 999)).map(({ position }) => position);
const upTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1);

describe('group commit', () => {
  it('writes what many agents say in one turn at once', async () => {
    const all = await oneEach();
    const taken = await Promise.all(all.map((batch) => store.commit(batch)));
    expect(taken).toEqual(names.map(() => true));
    expect(batches).toBe(1);
    expect(await places()).toEqual(upTo(64));
    expect(await store.countAgents()).toMatchObject({ live: 64 });
  });

  it('lets one that is stale spoil no other', async () => {
    const all = await oneEach();
    const stale = all.map((batch, n) =>
      n === 20 ? { ...batch, leases: [aLease('n20', { version: 7 })] } : batch,
    );
    const taken = await Promise.all(stale.map((batch) => store.commit(batch)));
    expect(taken).toEqual(names.map((_, n) => n !== 20));
    expect(await places()).toEqual(upTo(63));
    expect(await store.countContainers()).toEqual({ healthy: 63 });
  });

  it('lets one that cannot be written spoil no other', async () => {
    const all = await oneEach();
    const [first] = all;
    const odd = { ...first, leases: first?.leases?.map((lease) => ({ ...lease, until: Number.NaN })) ?? [] };
    const settled = await Promise.allSettled([odd, ...all.slice(1)].map((batch) => store.commit(batch)));
    expect(settled[0]).toMatchObject({ status: 'rejected', reason: { code: 'bad-input' } });
    expect(settled.slice(1)).toEqual(names.slice(1).map(() => ({ status: 'fulfilled', value: true })));
  });

  it('fails all of them when the disk does, once', async () => {
    const all = await oneEach();
    const full = new HaleError('storage', 'the disk is full');
    broken = () => Promise.reject(full);
    const settled = await Promise.allSettled(all.map((batch) => store.commit(batch)));
    expect(settled).toEqual(names.map(() => ({ status: 'rejected', reason: full })));
    expect(batches).toBe(1);
    broken = null;
    expect(await store.commit(all[0] ?? {})).toBe(true);
  });

  it('writes nothing of one agent with anything else of it', async () => {
    const all = await oneEach();
    const twice = [...all.slice(0, 3), ...all.slice(0, 3)];
    const taken = await Promise.all(twice.map((batch) => store.commit(batch)));
    expect(taken).toEqual([true, true, true, false, false, false]);
    expect(await places()).toEqual(upTo(3));
  });

  it('lets one at a time go on with its own journal', async () => {
    const tip = newJournal('own');
    await store.found({ id: 'hub', since: NOON, tip }, token);
    const own = [await someLost(tip, 'a'), await someLost(tip, 'b')];
    const all = (await oneEach()).map((batch, n) => {
      const entries = own[n];
      return entries ? { ...batch, own: { tip, entries } } : batch;
    });
    const taken = await Promise.all(all.map((batch) => store.commit(batch)));
    expect(taken).toEqual(names.map((_, n) => n !== 1));
    expect(await places()).toEqual(upTo(64));
    expect((await store.hub())?.tip.seq).toBe(1);
  });

  it('takes what comes while another is written in the turn after', async () => {
    const [first = {}, second = {}, third = {}] = await oneEach();
    const one = store.commit(first);
    const rest = one.then(() => Promise.all([store.commit(second), store.commit(third)]));
    expect(await one).toBe(true);
    expect(await rest).toEqual([true, true]);
    expect(batches).toBe(2);
  });

  it('is closed once all that came is written', async () => {
    const [batch = {}] = await oneEach();
    const done: string[] = [];
    const { promise: turn, resolve: begin } = Promise.withResolvers<void>();
    const closing = createHubStore(
      {
        ...sql,
        batch: async (statements, guards) => {
          done.push('written');
          return sql.batch(statements, guards);
        },
        close: async () => {
          done.push('closed');
        },
      },
      { turn: () => turn },
    );
    const taken = closing.commit(batch);
    const closed = closing.close();
    expect(await store.entriesAfter(0, 9)).toEqual([]);
    begin();
    await closed;
    expect(await taken).toBe(true);
    expect(done).toEqual(['written', 'closed']);
  });
});
