import { join } from 'node:path';
import type { HubStore } from '../hub/hub-store.ts';
import { HUB_MIGRATIONS } from '../hub/migrations.ts';
import { createHubStore } from '../hub/sql-hub-store.ts';
import { migrate } from '../migrate.ts';
import type { Sql } from '../sql.ts';
import { lockFolder } from './lock-folder.ts';
import { openSqlite } from './open-sqlite.ts';

export interface OpenedHubStore {
  /** Lets go of the folder when it is closed. */
  readonly store: HubStore;
  /** To look into it. */
  readonly sql: Sql;
  /** What a person should know about how it was found, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * The store of the one hub of a folder, in which an agent may have its own: locked, checked, brought up to date. What is committed in one
 * turn of the event loop shares a transaction.
 *
 * Throws `conflict` while another hub has the folder, `storage` when it cannot be used, and `unsupported` when a newer hale has written it.
 */
export async function openHubStore(folder: string): Promise<OpenedHubStore> {
  const unlock = lockFolder(folder, 'hub');
  try {
    const { sql, damaged } = openSqlite(join(folder, 'hub.db'));
    try {
      await migrate(sql, HUB_MIGRATIONS);
    } catch (error) {
      await sql.close();
      throw error;
    }
    const store = createHubStore(sql, { turn });
    const close = async (): Promise<void> => {
      await store.close();
      unlock();
    };
    const notes =
      damaged === null
        ? []
        : [`The hub's store was damaged. It is at ${damaged} now, and the hub has begun to remember anew.`];
    return { store: { ...store, close }, sql, notes };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** After everything that the event loop has at hand. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
