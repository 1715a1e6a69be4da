import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newFeed } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { afterAll, expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { JOURNAL_ROWS } from './retention.ts';
import { createAgentStore } from './sql-agent-store.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';
import { describeAgentStore } from './testing/agent-store-conformance.ts';
import { aBatch, aChange, aDestination } from './testing/samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'hale-store-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

async function open(path: string) {
  const { sql } = openSqlite(path);
  await migrate(sql);
  return createAgentStore(sql);
}

describeAgentStore('sqlite in memory', () => open(':memory:'));
describeAgentStore('sqlite in a file', () => open(join(folder, `agent-${(files += 1)}.db`)));

it('keeps what any reader of the journal has yet to confirm, until it reads no more', async () => {
  const { sql } = openSqlite(':memory:');
  await migrate(sql);
  const store = createAgentStore(sql);
  await store.commit(await aBatch(null, [aChange('a'), aChange('b'), aChange('c'), aChange('d')]));
  await sql.query({ sql: 'update state set position = ?', parameters: [JOURNAL_ROWS + 4] });
  const kept = async () => {
    while ((await store.prune(NOON)) > 0);
    return (await store.chain('epoch-1', 0, 9)).map(({ position }) => position);
  };
  const hub = aDestination('@hub', { feed: newFeed(1) });
  await store.save({ destinations: [hub, aDestination('audit', { feed: newFeed(3) })] });
  expect(await kept()).toEqual([2, 3, 4]);
  await store.save({ destinations: [{ ...hub, feed: newFeed(2), version: 1 }] });
  expect(await kept()).toEqual([3, 4]);
  await store.save({ destinations: [{ ...hub, feed: null, version: 2 }] });
  expect(await kept()).toEqual([4]);
  await sql.close();
});
