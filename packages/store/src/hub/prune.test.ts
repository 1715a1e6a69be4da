import { newFeed, newJournal } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { migrate } from '../migrate.ts';
import { openSqlite } from '../sqlite/open-sqlite.ts';
import { someReceived } from '../testing/hub-samples.ts';
import { aChange, aDestination } from '../testing/samples.ts';
import { HUB_MIGRATIONS } from './migrations.ts';
import { FLEET_ROWS } from './retention.ts';
import { createHubStore } from './sql-hub-store.ts';

it('keeps so many entries, and more of those that a destination has yet to read', async () => {
  const { sql } = openSqlite(':memory:');
  await migrate(sql, HUB_MIGRATIONS);
  const store = createHubStore(sql);
  const changes = ['a', 'b', 'c', 'd'].map((name) => aChange(name));
  await store.commit({ received: await someReceived('a', newJournal('epoch'), changes) });
  const kept = async (position: number) => {
    await sql.query({ sql: 'update state set position = ?', parameters: [position] });
    while ((await store.prune(NOON)) > 0);
    return (await store.entriesAfter(0, 9)).map((entry) => entry.position);
  };
  expect(await kept(FLEET_ROWS)).toEqual([1, 2, 3, 4]);
  await store.save({ destinations: [aDestination('audit', { feed: newFeed(1) })] });
  expect(await kept(FLEET_ROWS + 3)).toEqual([2, 3, 4]);
  await store.save({ destinations: [aDestination('audit', { feed: null, version: 1 })] });
  expect(await kept(FLEET_ROWS + 3)).toEqual([4]);
  await sql.close();
});
