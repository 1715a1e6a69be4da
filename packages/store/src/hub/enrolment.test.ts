import { NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { migrate } from '../migrate.ts';
import { openSqlite } from '../sqlite/open-sqlite.ts';
import { aLease, anEnrolledAgent, anInvitation, aStream } from '../testing/hub-samples.ts';
import { HUB_MIGRATIONS } from './migrations.ts';
import { createHubStore } from './sql-hub-store.ts';

it('takes nothing of an invitation when the agent cannot be written', async () => {
  const { sql } = openSqlite(':memory:');
  await migrate(sql, HUB_MIGRATIONS);
  const store = createHubStore(sql);
  await store.invite(anInvitation('i', { uses: 2 }));
  const enrolment = (name: string, key: string) => ({
    invitation: anInvitation('i'),
    now: NOON,
    agent: anEnrolledAgent(name, { key }),
    stream: aStream(name),
    lease: aLease(name),
  });
  expect(await store.enrol(enrolment('a', 'same'))).toBe(true);
  await expect(store.enrol(enrolment('b', 'same'))).rejects.toMatchObject({ code: 'storage' });
  expect(await store.invitations(NOON, 9)).toMatchObject([{ uses: 1 }]);
  expect(await store.countAgents()).toMatchObject({ enrolled: 1 });
  await sql.close();
});
