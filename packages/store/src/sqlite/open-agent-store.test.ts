import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeAgentStore } from '../testing/agent-store-conformance.ts';
import { aBatch, aChange, aMonitor, entriesOf, tipAfter } from '../testing/samples.ts';
import { openAgentStore } from './open-agent-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hale-agent-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describeAgentStore('a folder', async () => (await openAgentStore(folder)).store);

it('is there again the next time', async () => {
  const first = await openAgentStore(folder);
  const batch = await aBatch(null, [aChange('web')], { monitors: [aMonitor('web')] });
  await first.store.commit(batch);
  await first.store.close();
  const { store, notes } = await openAgentStore(folder);
  expect(notes).toEqual([]);
  expect(await store.load()).toMatchObject({ tip: tipAfter(batch), monitors: [aMonitor('web')] });
  expect(await store.history({ limit: 9 })).toEqual(entriesOf(batch));
  await store.close();
});

it('is for one agent at a time', async () => {
  const { store } = await openAgentStore(folder);
  await expect(openAgentStore(folder)).rejects.toMatchObject({ code: 'conflict', path: folder });
  await store.close();
  await (await openAgentStore(folder)).store.close();
});

it('says where a damaged one has gone, and begins anew', async () => {
  writeFileSync(join(folder, 'agent.db'), 'no database\n'.repeat(1_000));
  const { store, notes } = await openAgentStore(folder);
  expect(notes).toEqual([expect.stringContaining(join(folder, 'agent.db.damaged-1'))]);
  expect(await store.load()).toMatchObject({ tip: null });
  await store.close();
});

it('refuses what a newer hale has written, and lets go of the folder', async () => {
  await (await openAgentStore(folder)).store.close();
  const db = new DatabaseSync(join(folder, 'agent.db'));
  db.exec('insert into migration (version) values (999)');
  for (let n = 0; n < 2; n += 1)
    await expect(openAgentStore(folder)).rejects.toMatchObject({ code: 'unsupported' });
  db.exec('delete from migration where version = 999');
  db.close();
  await (await openAgentStore(folder)).store.close();
});

it('names the row that is spoilt', async () => {
  const { store, sql } = await openAgentStore(folder);
  await store.commit(await aBatch(null, [aChange('web')], { monitors: [aMonitor('web')] }));
  await sql.batch([{ sql: `update monitor set body = replace(body, '"name"', '"nome"')`, parameters: [] }]);
  await expect(store.load()).rejects.toMatchObject({ code: 'storage', path: 'monitor/id-web/body' });
  await store.close();
});
