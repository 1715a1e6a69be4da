import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { newJournal } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { agentId, enrolled } from '../testing/hub-samples.ts';
import { describeHubStore } from '../testing/hub-store-conformance.ts';
import { openAgentStore } from './open-agent-store.ts';
import { openHubStore } from './open-hub-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hale-hub-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describeHubStore('a folder', async () => (await openHubStore(folder)).store);

it('is there again the next time', async () => {
  const first = await openHubStore(folder);
  const hub = { id: 'hub', since: NOON, tip: newJournal('own') };
  await first.store.found(hub, { name: 'admin', sha256: 's', scope: 'operate' });
  const records = await enrolled(first.store, 'a', 'b');
  await first.store.close();
  const { store, notes } = await openHubStore(folder);
  expect(notes).toEqual([]);
  expect(await store.hub()).toEqual(hub);
  expect(await store.agents({ limit: 9 })).toEqual(records);
  await store.close();
});

it('is for one hub at a time, and for an agent beside it', async () => {
  const { store } = await openHubStore(folder);
  await expect(openHubStore(folder)).rejects.toMatchObject({
    code: 'conflict',
    path: folder,
    message: `another hub has ${folder}`,
  });
  const agent = await openAgentStore(folder);
  await agent.store.close();
  await store.close();
  await (await openHubStore(folder)).store.close();
});

it('says where a damaged one has gone, and begins anew', async () => {
  writeFileSync(join(folder, 'hub.db'), 'no database\n'.repeat(1_000));
  const { store, notes } = await openHubStore(folder);
  expect(notes).toEqual([expect.stringContaining(join(folder, 'hub.db.damaged-1'))]);
  expect(await store.hub()).toBeNull();
  await store.close();
});

it('refuses what a newer hale has written, and lets go of the folder', async () => {
  await (await openHubStore(folder)).store.close();
  const db = new DatabaseSync(join(folder, 'hub.db'));
  db.exec('insert into migration (version) values (999)');
  for (let n = 0; n < 2; n += 1)
    await expect(openHubStore(folder)).rejects.toMatchObject({ code: 'unsupported' });
  db.exec('delete from migration where version = 999');
  db.close();
  await (await openHubStore(folder)).store.close();
});

it('names the row that is spoilt', async () => {
  const { store, sql } = await openHubStore(folder);
  await enrolled(store, 'a');
  await sql.batch([{ sql: `update stream set body = replace(body, '"acked"', '"acted"')`, parameters: [] }]);
  const path = `agent/${agentId('a')}/body`;
  await expect(store.agent(agentId('a'))).rejects.toMatchObject({ code: 'storage', path });
  await sql.batch([{ sql: `update agent set tells = 'nobody'`, parameters: [] }]);
  await expect(store.agentByKey('key-a')).rejects.toMatchObject({ path: `agent/${agentId('a')}/tells` });
  await store.close();
});
