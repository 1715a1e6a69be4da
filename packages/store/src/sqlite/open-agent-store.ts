import { join } from 'node:path';
import { migrate } from '../migrate.ts';
import type { Sql } from '../sql.ts';
import { createAgentStore, type SqlAgentStore } from '../sql-agent-store.ts';
import { lockFolder } from './lock-folder.ts';
import { openSqlite } from './open-sqlite.ts';

export interface OpenedAgentStore {
  /** Lets go of the folder when it is closed. */
  readonly store: SqlAgentStore;
  /** To verify its journal, or to look into it. */
  readonly sql: Sql;
  /** What a person should know about how it was found, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * The store of the one agent of a folder: locked, checked, brought up to date. Throws `conflict` while another agent has the folder,
 * `storage` when it cannot be used, and `unsupported` when a newer hale has written it.
 */
export async function openAgentStore(folder: string): Promise<OpenedAgentStore> {
  const unlock = lockFolder(folder);
  try {
    const { sql, damaged } = openSqlite(join(folder, 'agent.db'));
    try {
      await migrate(sql);
    } catch (error) {
      await sql.close();
      throw error;
    }
    const store = createAgentStore(sql);
    const close = async (): Promise<void> => {
      await store.close();
      unlock();
    };
    const notes =
      damaged === null
        ? []
        : [`The store was damaged. It is at ${damaged} now, and hale has begun to remember anew.`];
    return { store: { ...store, close }, sql, notes };
  } catch (error) {
    unlock();
    throw error;
  }
}
