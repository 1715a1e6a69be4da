import { expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { createAgentStore } from './sql-agent-store.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';
import { aBatch, aChange, aDelivery, entriesOf } from './testing/samples.ts';

it('what was to be told before there were silences is told after', async () => {
  const { sql } = openSqlite(':memory:');
  await migrate(sql, MIGRATIONS.slice(0, 1));
  const [entry] = entriesOf(await aBatch(null, [aChange('web')]));
  if (!entry) throw new Error('no entry');
  const { silenced: _, version, ...old } = aDelivery(entry, { version: 3 });
  await sql.query({
    sql: 'insert into delivery (destination, subject, ready_at, version, body) values (?, ?, ?, ?, ?)',
    parameters: [old.destination, old.subject, old.dueAt, version, JSON.stringify(old)],
  });

  await migrate(sql);

  const store = createAgentStore(sql);
  expect(await store.due('ops', Number(old.dueAt), 9)).toEqual([aDelivery(entry, { version })]);
  expect(await store.silences()).toEqual({ version: 0, all: [] });
  await store.close();
});
