import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newJournal } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrate } from '../migrate.ts';
import { openSqlite } from '../sqlite/open-sqlite.ts';
import {
  agentId,
  aLease,
  anEnrolledAgent,
  anInvitation,
  aStream,
  enrolled,
  someReceived,
  streamAfter,
} from '../testing/hub-samples.ts';
import { aChange } from '../testing/samples.ts';
import type { HubStore } from './hub-store.ts';
import { HUB_MIGRATIONS } from './migrations.ts';
import { createHubStore } from './sql-hub-store.ts';

const names = Array.from({ length: 10 }, (_, n) => `n${n}`);

let folder: string;
let stores: readonly [HubStore, HubStore];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hale-hub-'));
  const [one, other] = [openSqlite(join(folder, 'hub.db')).sql, openSqlite(join(folder, 'hub.db')).sql];
  await migrate(one, HUB_MIGRATIONS);
  stores = [createHubStore(one), createHubStore(other)];
});
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  rmSync(folder, { recursive: true });
});

it('let so many have an invitation as it says, at whichever they come', async () => {
  const [one, other] = stores;
  await one.invite(anInvitation('i', { uses: 3 }));
  const taken = await Promise.all(
    names.map((name, n) =>
      (n % 2 === 0 ? one : other).enrol({
        invitation: anInvitation('i'),
        now: NOON,
        agent: anEnrolledAgent(name),
        stream: aStream(name),
        lease: aLease(name),
      }),
    ),
  );
  const winners = names.filter((_, n) => taken[n]);
  expect(winners).toHaveLength(3);
  expect((await other.agents({ limit: 99 })).map(({ agent }) => agent.id)).toEqual(winners.map(agentId));
  expect(await one.countAgents()).toMatchObject({ enrolled: 3 });
  expect(await other.invitations(NOON, 9)).toEqual([]);
});

it('take what an agent says once, whichever of them hears it, at places without a hole', async () => {
  const [one, other] = stores;
  const records = await enrolled(one, ...names);
  const batches = await Promise.all(
    records.map(async ({ stream }, n) => {
      const received = await someReceived(names[n] ?? '', newJournal(`epoch-${n}`), [aChange('web')]);
      return { streams: [streamAfter(stream, received)], received };
    }),
  );
  const taken = await Promise.all(
    batches.map((batch) => Promise.all([one.commit(batch), other.commit(batch)])),
  );
  expect(taken.map((pair) => pair.filter(Boolean).length)).toEqual(names.map(() => 1));
  const entries = await other.entriesAfter(0, 99);
  expect(entries.map(({ position }) => position)).toEqual(names.map((_, n) => n + 1));
  expect(new Set(entries.map(({ entry }) => entry.epoch)).size).toBe(10);
});
