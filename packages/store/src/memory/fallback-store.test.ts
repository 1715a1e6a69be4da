import { append, HaleError, type JournalEntry, newJournal } from '@hale/core';
import { systemHash } from '@hale/core/system';
import { NOON } from '@hale/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Batch } from '../agent-store.ts';
import { migrate } from '../migrate.ts';
import type { Sql } from '../sql.ts';
import { createAgentStore, type SqlAgentStore } from '../sql-agent-store.ts';
import { openSqlite } from '../sqlite/open-sqlite.ts';
import { describeAgentStore } from '../testing/agent-store-conformance.ts';
import {
  aBatch,
  aChange,
  aDelivery,
  aFeed,
  aMonitor,
  aSilenceChange,
  aSubject,
  entriesOf,
  tipAfter,
} from '../testing/samples.ts';
import { verifyJournal } from '../verify-journal.ts';
import { createFallbackStore, type DiskNews, type FallbackStore, RETRY_MS } from './fallback-store.ts';
import { MAX_ENTRIES } from './journal.ts';

let sql: Sql;
let disk: SqlAgentStore;
let store: FallbackStore;
let told: DiskNews[];

async function open(): Promise<FallbackStore> {
  sql = openSqlite(':memory:').sql;
  await migrate(sql);
  disk = createAgentStore(sql);
  told = [];
  store = createFallbackStore({ disk, tell: (news) => told.push(news) });
  return store;
}

/** Writing fails as on a disk that has become read-only; reading does not. */
const readOnly = (on: boolean) => sql.query({ sql: `pragma query_only = ${on ? 1 : 0}`, parameters: [] });
const kinds = () => told.map(({ kind }) => kind);

describeAgentStore('fallback, on its disk', open);
describeAgentStore('fallback, in memory', async () => {
  const opened = await open();
  await readOnly(true);
  await opened.save({});
  if (opened.away === null) throw new Error('still on its disk');
  return opened;
});

describe('a disk that cannot be written', () => {
  let first: Batch;
  beforeEach(async () => {
    await open();
    first = await aBatch(null, [aChange('web'), aChange('db')], { monitors: [aMonitor('web')] });
    const entries = entriesOf(first);
    const deliveries = entries.map((entry) => aDelivery(entry));
    await store.commit({ ...first, subjects: entries.map(aSubject), deliveries });
    await store.save({
      destinations: [aFeed('audit', 1)],
      dead: [{ destination: 'ops', entry: entries[0] as JournalEntry, code: 'x', at: NOON }],
    });
  });
  afterEach(() => store.close());

  /** What an agent does with a `false`: loads, and begins an epoch if there is none. */
  async function commitAnew(
    name: string,
    change: Partial<Batch> = {},
    epoch = 'epoch-2',
  ): Promise<readonly JournalEntry[]> {
    const { tip } = await store.load();
    const entries = await append(tip ?? newJournal(epoch), [aChange(name)], systemHash);
    expect(await store.commit({ ...(await aBatch(tip)), entries, ...change })).toBe(true);
    return entries.map(({ entry }) => entry);
  }

  it('is left for memory, where everything is as it was but the journal, which begins anew', async () => {
    await store.silence(aSilenceChange('x'));
    const silences = await store.silences();
    const before = { ...(await store.load()), outstanding: await store.outstanding(9) };
    await readOnly(true);
    const next = await aBatch(tipAfter(first), [aChange('web')], { silences: silences.version });
    expect(await store.commit(next)).toBe(false);
    expect(await store.commit(next)).toBe(false);
    expect(await store.silences()).toEqual(silences);
    expect(kinds()).toEqual(['left']);
    expect(store.away).toMatchObject({ code: 'storage' });
    expect({ ...(await store.load()), outstanding: await store.outstanding(9) }).toEqual({
      ...before,
      tip: null,
    });
    expect(await store.destinations()).toEqual([aFeed('audit', 1, { version: 1 })]);
    // What a destination has yet to read is there as well, at its place.
    expect(await store.entriesAfter(1, 9)).toMatchObject([
      { position: 2, entry: { seq: 2, epoch: 'epoch-1' } },
    ]);
    expect(await store.chain('epoch-1', 1, 9)).toMatchObject([{ position: 2, entry: { seq: 2 } }]);
    expect(await store.behind('epoch-1', 1)).toMatchObject({ entries: 1 });
    expect(await store.believed()).toEqual({ tip: null, subjects: before.subjects });
  });

  it('takes over a journal that began anew meanwhile, though it has no entry yet', async () => {
    await readOnly(true);
    await store.save({});
    const renewed = newJournal('epoch-3');
    await commitAnew('web');
    const { tip } = await store.load();
    expect(await store.commit(await aBatch(tip, [], { renewed }))).toBe(true);
    await readOnly(false);
    expect(await store.retry()).toBe(true);
    expect((await disk.load()).tip).toEqual(renewed);
    expect(await verifyJournal(sql, systemHash)).toEqual({ entries: 3, breach: null });
    await commitAnew('web');
    expect(await disk.chain('epoch-3', 0, 9)).toMatchObject([{ position: 4, entry: { seq: 1 } }]);
    expect(await verifyJournal(sql, systemHash)).toEqual({ entries: 4, breach: null });
  });

  it('lets deliveries go on at once', async () => {
    await readOnly(true);
    const [row] = await store.due('ops', NOON, 1);
    if (!row) throw new Error('nothing is due');
    expect(await store.save({ deliveries: [{ ...row, leaseUntil: NOON + 1 }] })).toBe(true);
    expect(await store.save({ deliveries: [{ ...row, leaseUntil: NOON + 1 }] })).toBe(false);
    expect(await store.due('ops', NOON, 9)).toHaveLength(1);
  });

  it('gets everything back at once, and is verified whole', async () => {
    await readOnly(true);
    await store.save({});
    const [web] = await store.deliveries('ops', ['container/web']);
    if (!web) throw new Error('no delivery');
    const [entry] = (await commitAnew('web', { monitors: [aMonitor('db')], forgotten: ['id-web'] })) as [
      JournalEntry,
    ];
    await store.save({ deliveries: [{ ...web, want: entry }] });
    await store.silence(aSilenceChange('y'));
    expect(store.unwritten).toBe(1);
    const inMemory = { ...(await store.load()), outstanding: await store.outstanding(9) };

    expect(await store.retry()).toBe(false);
    expect(told.at(-1)).toMatchObject({ kind: 'still-away', unwritten: 1 });
    await readOnly(false);
    expect(await store.retry()).toBe(true);
    expect(told.at(-1)).toEqual({ kind: 'back', written: 1, dropped: 0 });
    expect([store.away, store.unwritten]).toEqual([null, 0]);

    expect({ ...(await disk.load()), outstanding: await disk.outstanding(9) }).toEqual(inMemory);
    expect(await disk.destinations()).toEqual([aFeed('audit', 1, { version: 1 })]);
    expect(await disk.silences()).toEqual({ version: 1, all: [aSilenceChange('y').silence] });
    expect(await disk.history({ limit: 9 })).toEqual([entry, ...entriesOf(first).toReversed()]);
    expect((await disk.entriesAfter(0, 9)).map(({ position }) => position)).toEqual([1, 2, 3]);
    expect(await verifyJournal(sql, systemHash)).toEqual({ entries: 3, breach: null });

    // Nobody has to load again: the disk stands where memory stood.
    await commitAnew('cache', { silences: 1 });
    expect(await verifyJournal(sql, systemHash)).toEqual({ entries: 4, breach: null });
    expect(await store.entriesAfter(3, 9)).toMatchObject([
      { position: 4, entry: { epoch: 'epoch-2', seq: 2 } },
    ]);
  });

  it('is tried again once a minute, by the call that tidies up', async () => {
    await readOnly(true);
    await store.save({});
    await store.prune(NOON);
    await store.prune(NOON + RETRY_MS - 1);
    expect(kinds()).toEqual(['left']);
    await store.prune(NOON + RETRY_MS);
    await store.prune(NOON + RETRY_MS);
    expect(kinds()).toEqual(['left', 'still-away']);
    await readOnly(false);
    await store.prune(NOON + 2 * RETRY_MS);
    expect(kinds()).toEqual(['left', 'still-away', 'back']);
  });

  it('may fail again, and come back again', async () => {
    for (const epoch of ['epoch-2', 'epoch-3']) {
      await readOnly(true);
      await store.save({});
      await commitAnew('web', {}, epoch);
      await readOnly(false);
      await store.retry();
    }
    expect(kinds()).toEqual(['left', 'back', 'left', 'back']);
    expect(await verifyJournal(sql, systemHash)).toEqual({ entries: 4, breach: null });
  });

  it('loses nothing that is written while it takes everything back', async () => {
    await readOnly(true);
    await store.save({});
    await commitAnew('web');
    await readOnly(false);
    const { tip } = await store.load();
    const late = await aBatch(tip, [aChange('late')]);
    const [back, taken] = await Promise.all([store.retry(), store.commit(late)]);
    expect([back, taken]).toEqual([true, true]);
    expect(await disk.history({ subject: 'container/late', limit: 9 })).toHaveLength(1);
  });

  it('is told how many entries memory had no room for', async () => {
    await readOnly(true);
    await store.save({});
    const entries = await append(
      newJournal('epoch-2'),
      Array(MAX_ENTRIES + 2).fill(aChange('web')),
      systemHash,
    );
    await store.commit({ ...(await aBatch(null)), entries });
    await readOnly(false);
    await store.retry();
    expect(told.at(-1)).toEqual({ kind: 'back', written: MAX_ENTRIES, dropped: 2 });
    expect(await verifyJournal(sql, systemHash)).toEqual({ entries: MAX_ENTRIES + 2, breach: null });
  });

  it('is not left for a fault of another kind', async () => {
    const bad = { destinations: [{ ...aFeed('x', Number.NaN), version: 0 }] };
    await expect(store.save(bad)).rejects.toMatchObject({ code: 'bad-input' });
    expect(store.away).toBeNull();
  });

  it('is an error when it cannot be read either', async () => {
    const broken = new HaleError('storage', 'gone');
    const fail = () => Promise.reject(broken);
    const none = createFallbackStore({
      disk: { ...disk, save: fail, snapshot: fail },
      tell: (news) => told.push(news),
    });
    await expect(none.save({})).rejects.toBe(broken);
    expect(none.away).toBeNull();
    expect(told).toEqual([]);
  });

  it('needs no retry while it is written', async () => {
    expect(await store.retry()).toBe(true);
    expect(told).toEqual([]);
  });
});
