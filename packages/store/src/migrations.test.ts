import { STEADY } from '@hale/core';
import { expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { createAgentStore } from './sql-agent-store.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';
import { aBatch, aChange, aDelivery, aSubject, entriesOf } from './testing/samples.ts';

it('what was to be told before there were silences is told after', async () => {
  const { sql } = openSqlite(':memory:');
  await migrate(sql, MIGRATIONS.slice(0, 1));
  const [entry] = entriesOf(await aBatch(null, [aChange('web')]));
  if (!entry) throw new Error('no entry');
  const { silenced: _, flapping: __, version, ...old } = aDelivery(entry, { version: 3 });
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

it('what was told, and who was known, before flapping was seen is steady after', async () => {
  const { sql } = openSqlite(':memory:');
  await migrate(sql, MIGRATIONS.slice(0, 2));
  const [entry] = entriesOf(await aBatch(null, [aChange('web', { to: 'unhealthy' })]));
  if (!entry) throw new Error('no entry');
  const told = { id: entry.id, condition: entry.to, at: entry.at };
  const { flapping: _, version, ...old } = aDelivery(entry, { version: 3 });
  const subject = aSubject(entry);
  await sql.query({
    sql: 'insert into subject (subject, container_id, created_at, last) values (?, ?, ?, ?)',
    parameters: [subject.subject, subject.containerId, subject.createdAt, JSON.stringify(entry)],
  });
  for (const destination of ['ops', 'chat'])
    await sql.query({
      sql: 'insert into delivery (destination, subject, ready_at, version, body) values (?, ?, ?, ?, ?)',
      parameters: [
        destination,
        old.subject,
        old.dueAt,
        version,
        JSON.stringify({ ...old, destination, told: destination === 'ops' ? told : null }),
      ],
    });

  await migrate(sql);

  const store = createAgentStore(sql);
  expect((await store.load()).subjects).toEqual([{ ...subject, flapping: STEADY }]);
  const after = aDelivery(entry, { version, told: { ...told, flapping: false } });
  expect(await store.deliveries('ops', [old.subject])).toEqual([after]);
  expect(await store.deliveries('chat', [old.subject])).toEqual([
    { ...after, destination: 'chat', told: null },
  ]);
  await store.close();
});
