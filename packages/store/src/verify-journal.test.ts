import { append, newJournal } from '@hale/core';
import { systemHash } from '@hale/core/system';
import { NOON } from '@hale/core/testing';
import { beforeEach, expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { JOURNAL_MS, OUTPUT_MS } from './retention.ts';
import type { Sql } from './sql.ts';
import { createAgentStore, type SqlAgentStore } from './sql-agent-store.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';
import { aBatch, aChange, tipAfter } from './testing/samples.ts';
import { verifyJournal } from './verify-journal.ts';

let sql: Sql;
let store: SqlAgentStore;
beforeEach(async () => {
  sql = openSqlite(':memory:').sql;
  await migrate(sql);
  store = createAgentStore(sql);
});

const run = (text: string) => sql.batch([{ sql: text, parameters: [] }]);

/** Ten entries, the first five a day older. */
async function write(): Promise<void> {
  const changes = Array.from({ length: 10 }, (_, n) =>
    aChange('web', { at: n < 5 ? NOON - 86_400_000 : NOON, output: `said ${n}` }),
  );
  await store.commit(await aBatch(null, changes));
}

it('holds for a journal that nobody touched, however long, and for none', async () => {
  expect(await verifyJournal(sql, systemHash)).toEqual({ entries: 0, breach: null });
  const batch = await aBatch(null, Array(1_001).fill(aChange('web', { output: 'x' })));
  await store.commit(batch);
  expect(await verifyJournal(sql, systemHash)).toEqual({ entries: 1_001, breach: null });
  await store.commit(await aBatch(tipAfter(batch), [aChange('db')]));
  expect(await verifyJournal(sql, systemHash)).toEqual({ entries: 1_002, breach: null });
});

it('holds when outputs and the oldest entries have expired, and when all have', async () => {
  await write();
  const now = NOON - 86_400_000 + JOURNAL_MS + 1;
  while ((await store.prune(NOON + OUTPUT_MS + 1)) > 0);
  expect(
    await sql.query({ sql: 'select position from transition where output is not null', parameters: [] }),
  ).toEqual([]);
  expect(await verifyJournal(sql, systemHash)).toEqual({ entries: 10, breach: null });
  while ((await store.prune(now)) > 0);
  expect(await verifyJournal(sql, systemHash)).toEqual({ entries: 5, breach: null });
  while ((await store.prune(now + JOURNAL_MS)) > 0);
  expect(await verifyJournal(sql, systemHash)).toEqual({ entries: 0, breach: null });
});

it('goes on over a new epoch', async () => {
  await write();
  const entries = await append(newJournal('epoch-2'), [aChange('web'), aChange('db')], systemHash);
  const snapshot = { ...(await store.snapshot(0)), position: 12 };
  const last = entries.at(-1);
  await store.adopt(
    {
      ...snapshot,
      tip: { epoch: 'epoch-2', seq: 2, chain: last?.chain ?? '' },
      entries: entries.map((entry, n) => ({ ...entry, position: 11 + n })),
    },
    10,
  );
  expect(await verifyJournal(sql, systemHash)).toEqual({ entries: 12, breach: null });
});

it('holds for a journal that began anew, with an entry since or without', async () => {
  const [second, third] = [newJournal('epoch-2'), newJournal('epoch-3')];
  await store.commit(await aBatch(null, [], { renewed: second }));
  expect(await verifyJournal(sql, systemHash)).toEqual({ entries: 0, breach: null });
  const batch = await aBatch(second, [aChange('web'), aChange('db')]);
  await store.commit(batch);
  await store.commit(await aBatch(tipAfter(batch), [], { renewed: third }));
  expect(await verifyJournal(sql, systemHash)).toEqual({ entries: 2, breach: null });
  await store.commit(await aBatch(third, [aChange('web')]));
  expect(await verifyJournal(sql, systemHash)).toEqual({ entries: 3, breach: null });
});

it('misses the end of the epoch that a journal has left', async () => {
  await write();
  const { tip } = await store.load();
  await store.commit(await aBatch(tip, [], { renewed: newJournal('epoch-2') }));
  await run('delete from transition where seq > 7');
  expect(await verifyJournal(sql, systemHash)).toEqual({
    entries: 7,
    breach: { epoch: 'epoch-2', seq: 0, why: 'tail-missing' },
  });
});

it.each([
  [
    'a changed fact',
    `update transition set body = replace(body, '"to":"healthy"', '"to":"stopped"') where seq = 4`,
    4,
    'changed',
  ],
  ['a changed output', `update transition set output = 'other' where seq = 4`, 4, 'changed'],
  ['a changed hash', `update transition set core_hash = output_hash where seq = 4`, 4, 'changed'],
  [
    'an output exchanged with its hash',
    `update transition set output = null, output_hash = core_hash where seq = 4`,
    4,
    'changed',
  ],
  ['a changed link', `update transition set chain = core_hash where seq = 4`, 4, 'changed'],
  ['a hole', 'delete from transition where seq = 4', 5, 'missing'],
  ['a lost end', 'delete from transition where seq > 7', 10, 'tail-missing'],
  ['another beginning', `update transition set chain = core_hash where seq = 1`, 1, 'changed'],
])('names the first entry after %s', async (_what, spoil, seq, why) => {
  await write();
  await run(spoil);
  expect(await verifyJournal(sql, systemHash)).toMatchObject({ breach: { epoch: 'epoch-1', seq, why } });
});
