import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HaleError } from '@hale/core';
import { migrate } from '@hale/store';
import { createHubStore, HUB_MIGRATIONS, type HubStore } from '@hale/store/hub';
import { openHubStore, openSqlite } from '@hale/store/sqlite';
import type { Settings } from '../config/settings.ts';
import { hubFolder } from '../folder.ts';

/** Where a hub remembers. */
export interface HubMemory {
  readonly store: HubStore;
  /** `null`: in memory alone. */
  readonly folder: string | null;
  /** What a person should know of how it was found, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Of the hub of a data folder, or of none.
 *
 * @throws HaleError `conflict` while another hub has it, `storage` when it cannot be used: a hub that forgot its agents would be of no use to them
 */
export async function openHubMemory(data: string | null): Promise<HubMemory> {
  if (data === null) return { store: await inMemory(), folder: null, notes: [] };
  const folder = hubFolder(data);
  const { store, notes } = await openHubStore(folder);
  return { store, folder, notes };
}

async function inMemory(): Promise<HubStore> {
  const { sql } = openSqlite(':memory:');
  await migrate(sql, HUB_MIGRATIONS);
  return createHubStore(sql);
}

/**
 * What the hub of this data folder remembers, whether it runs or not: it keeps its folder, and shares its records.
 *
 * @throws HaleError `not-found` where there is none
 */
export async function openHubRecords({
  data,
}: Pick<Settings, 'data'>): Promise<HubMemory & { readonly folder: string }> {
  if (data === null)
    throw nothing(
      'what a hub remembers in memory is its own',
      'Give it a folder: --data FOLDER; or ask it over HTTP.',
    );
  const folder = hubFolder(data);
  const path = join(folder, 'hub.db');
  if (!existsSync(path)) throw nothing(`no hub has run with ${data}`, 'Start one: hale hub.');
  const { sql } = openSqlite(path);
  await migrate(sql, HUB_MIGRATIONS);
  const store = createHubStore(sql);
  if ((await store.hub()) !== null) return { store, folder, notes: [] };
  await store.close();
  throw nothing(`the hub of ${data} has not started yet`, 'Start it: hale hub.');
}

function nothing(message: string, hint: string): HaleError {
  return new HaleError('not-found', message, { hint });
}
