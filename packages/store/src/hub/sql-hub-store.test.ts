import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { migrate } from '../migrate.ts';
import { openSqlite } from '../sqlite/open-sqlite.ts';
import { describeHubStore } from '../testing/hub-store-conformance.ts';
import { HUB_MIGRATIONS } from './migrations.ts';
import { createHubStore } from './sql-hub-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'hale-hub-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

async function open(path: string) {
  const { sql } = openSqlite(path);
  await migrate(sql, HUB_MIGRATIONS);
  return createHubStore(sql);
}

describeHubStore('sqlite in memory', () => open(':memory:'));
describeHubStore('sqlite in a file', () => open(join(folder, `hub-${(files += 1)}.db`)));
