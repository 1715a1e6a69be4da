import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { migrate } from './migrate.ts';
import { createAgentStore } from './sql-agent-store.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';
import { describeAgentStore } from './testing/agent-store-conformance.ts';

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
