import { createHash } from 'node:crypto';
import type { Hash } from '@hale/core';
import { seededRandom } from '@hale/core/simulate';
import { gunzip } from '@hale/core/system';
import { createSimulatedClock, NOON, type SimulatedClock } from '@hale/core/testing';
import { migrate, type Sql } from '@hale/store';
import { createHubStore, HUB_MIGRATIONS } from '@hale/store/hub';
import { openSqlite } from '@hale/store/sqlite';
import { createHubApp, type HubAccess, type HubApp } from '../app/app.ts';
import { Hub } from '../hub.ts';
import type { HubOptions } from '../options.ts';

/** Done before anything else is: a simulated clock does not wait for a thread. */
export const instantHash: Hash = (text) => Promise.resolve(createHash('sha256').update(text).digest('hex'));

export interface TestHub {
  readonly hub: Hub;
  readonly app: HubApp;
  readonly clock: SimulatedClock;
  /** To look into its store. */
  readonly sql: Sql;
  /** Of whoever runs it. */
  readonly token: string;
}

interface HubSetting extends Partial<Omit<HubOptions, 'clock'>> {
  readonly access?: HubAccess;
  /** What its store is over instead of the database alone. */
  readonly over?: (sql: Sql) => Sql;
}

/** A hub that has begun at noon, its store in memory. Nothing of it runs. */
export async function aHub({ access, over = (sql) => sql, ...options }: HubSetting = {}): Promise<TestHub> {
  const { sql } = openSqlite(':memory:');
  await migrate(sql, HUB_MIGRATIONS);
  const clock = createSimulatedClock(NOON);
  const store = createHubStore(over(sql));
  const { hub, token } = await Hub.open({ ...parts(clock, FIRST_SEED), store, ...options });
  if (token === null) throw new Error('it has begun before');
  return { hub, app: createHubApp(hub, { ...(access && { access }), gunzip }), clock, sql, token };
}

/** The same after a restart, or another one over what `sql` holds: nothing that is made by chance is made again. */
export async function reopened(
  { clock, token, ...before }: TestHub,
  { sql = before.sql, ...options }: { readonly sql?: Sql } & Partial<Omit<HubOptions, 'clock'>> = {},
): Promise<TestHub> {
  const { hub } = await Hub.open({
    ...parts(clock, FIRST_SEED + (restarts += 1)),
    store: createHubStore(sql),
    ...options,
  });
  return { hub, app: createHubApp(hub, { gunzip }), clock, sql, token };
}

const FIRST_SEED = 11;
let restarts = 0;

function parts(clock: SimulatedClock, seed: number): Omit<HubOptions, 'store'> {
  let secrets = 0;
  return {
    internet: () => Promise.reject(new Error('nobody is to be told')),
    clock,
    random: seededRandom(seed),
    hash: instantHash,
    secret: () =>
      createHash('sha256')
        .update(`secret ${seed} ${(secrets += 1)}`)
        .digest('base64url'),
    sender: { host: 'hub', version: '1.2.3' },
  };
}
