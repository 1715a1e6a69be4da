import { join } from 'node:path';
import { migrate, type Sql } from '@hale/store';
import { createHubStore, HUB_MIGRATIONS, type HubStore } from '@hale/store/hub';
import { openHubStore, openSqlite } from '@hale/store/sqlite';

/** `group`: as hale stores. `single`: the same, but no two commits share a transaction. `memory`: in groups, and on no disk. */
export const STORINGS = ['group', 'single', 'memory'] as const;
export type Storing = (typeof STORINGS)[number];

export async function openStore(
  storing: Storing,
  folder: string,
): Promise<{ readonly store: HubStore; readonly sql: Sql }> {
  switch (storing) {
    case 'group':
      return openHubStore(folder);
    case 'single': {
      const sql = await tables(join(folder, 'hub.db'));
      return { store: oneByOne(createHubStore(sql)), sql };
    }
    case 'memory': {
      const sql = await tables(':memory:');
      return { store: createHubStore(sql, { turn }), sql };
    }
  }
}

async function tables(path: string): Promise<Sql> {
  const { sql } = openSqlite(path);
  await migrate(sql, HUB_MIGRATIONS);
  return sql;
}

/** What commits alone is in a group of one. */
function oneByOne(store: HubStore): HubStore {
  let before: Promise<unknown> = Promise.resolve();
  return {
    ...store,
    commit(batch) {
      const committed = before.then(() => store.commit(batch));
      before = committed.catch(() => undefined);
      return committed;
    },
  };
}

/** The one that `openHubStore` takes. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
