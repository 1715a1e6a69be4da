import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HaleError } from '@hale/core';
import { type AgentStore, createAgentStore, migrate } from '@hale/store';
import { openSqlite } from '@hale/store/sqlite';
import { agentFolder } from './folder.ts';
import type { Session } from './session.ts';

/**
 * What the agent of this engine remembers, whether it runs or not: it keeps its folder, and shares its records.
 *
 * @throws HaleError `not-found` where there are none
 */
export async function openRecords({ settings: { data }, engine }: Session): Promise<AgentStore> {
  if (data === null) throw nothing('hale is told to remember nothing', 'Give it a folder: --data FOLDER.');
  const path = join(agentFolder(data, engine), 'agent.db');
  if (!existsSync(path))
    throw nothing(`no agent has watched ${engine.label} with ${data}`, 'Start one: hale agent.');
  const { sql } = openSqlite(path);
  await migrate(sql);
  return createAgentStore(sql);
}

function nothing(message: string, hint: string): HaleError {
  return new HaleError('not-found', message, { hint });
}
