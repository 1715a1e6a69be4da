import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from '@hale/store';
import { openSqlite } from '@hale/store/sqlite';
import { expect, it } from 'vitest';
import { aChange, anAgentSession, TestSession } from './testing/agent.ts';
import { aHub, reopened, type TestHub } from './testing/hub.ts';
import { TellingHub } from './testing/telling.ts';

const MINUTE_MS = 60_000;

it('begins once: who it is stays, and the token of whoever runs it is said at its first start alone', async () => {
  const theHub = await aHub();
  const [known] = await theHub.hub.store.tokens();
  expect(theHub.token).toMatch(/^hale_[\w-]{43}$/);
  expect(JSON.stringify(known)).not.toContain(theHub.token);
  const again = await reopened(theHub);
  expect(again.hub.identity).toEqual(theHub.hub.identity);
  expect(await again.hub.store.tokens()).toEqual([known]);
});

it('asks the more agents for the fewer syncs, as soon as it has counted them', async () => {
  const theHub = await aHub({ leastSyncMs: 2_000 });
  const session = await anAgentSession(theHub);
  const record = await theHub.hub.store.agent(session.agent.id);
  const agents = Array.from({ length: 200 }, (_, n) => `agent${String(n).padStart(20, '0')}`);
  const syncMs = async () => {
    const reply = await theHub.hub.replication.sync(session.agent.id, await session.report());
    return reply.kind === 'ok' ? reply.answer.syncMs : null;
  };
  expect(await syncMs()).toBe(2_000);
  const rows = agents.map((agent) => `('${agent}', 'live', 0, 15000, 1)`);
  await theHub.sql.query({
    sql: `insert into lease (agent, state, since, sync_ms, version) values ${rows.join()}`,
    parameters: [],
  });
  expect(await syncMs()).toBe(2_000);
  await theHub.clock.advance(10_000);
  expect([await syncMs(), record?.lease.syncMs]).toEqual([4_020, 2_000]);
});

it.each([
  ['', 0],
  [', also when somebody else writes at the same time', 2],
])('tells the others of a destination that cannot be told%s', async (_, others) => {
  let conflicts = others;
  const over = (sql: Sql): Sql => ({
    ...sql,
    batch: async (statements, guards) => {
      const isOfIt = statements.some(({ parameters }) => parameters.includes('destination/broken'));
      if (isOfIt && conflicts > 0) {
        conflicts -= 1;
        return 'conflict';
      }
      return sql.batch(statements, guards);
    },
  });
  const telling = await TellingHub.start({ names: ['ops', 'broken'], over });
  const session = await anAgentSession(telling.hub, { changes: [aChange('web', 'unhealthy')] });
  await telling.pass(5 * MINUTE_MS, session);
  expect(telling.news().toSorted()).toEqual([
    'ops: destination/broken unhealthy',
    'ops: shed container/web unhealthy',
  ]);
  expect(conflicts).toBe(0);
  await telling.stop();
});

/** The hub of an older copy of the disk. */
async function restored(theHub: TestHub, work: () => Promise<void>): Promise<TestHub> {
  const folder = await mkdtemp(join(tmpdir(), 'hale-hub-'));
  const copy = join(folder, 'copy.db');
  await theHub.sql.query({ sql: `vacuum into '${copy}'`, parameters: [] });
  await work();
  const older = await reopened(theHub, { sql: openSqlite(copy).sql });
  await rm(folder, { recursive: true });
  return older;
}

it('a session is of one time only: after the disk was put back, those since are over', async () => {
  const theHub = await aHub();
  const session = await anAgentSession(theHub, { changes: [aChange('web')] });
  const sessions = [session.session];
  const older = await restored(theHub, async () => {
    for (let n = 0; n < 5; n += 1) {
      await session.greet();
      sessions.push(session.session);
      await session.sync(aChange('web', n % 2 ? 'healthy' : 'unhealthy', { n }));
    }
  });
  const { replication, store } = older.hub;
  const { id } = session.agent;
  const late = await replication.sync(id, await session.report());
  expect(late).toEqual({ kind: 'first', want: 'hello' });
  const greeted = await replication.hello(id, session.hello());
  if (greeted.kind !== 'ok') throw new Error(greeted.kind);
  // What it was told to be stored it has still, and sends again from where the hub is now.
  expect(greeted.answer.acked.seq).toBe(1);
  expect(sessions).not.toContain(greeted.answer.session);
  for (const old of sessions) {
    session.session = old;
    expect(await replication.sync(id, await session.report())).toEqual({ kind: 'first', want: 'hello' });
  }
  expect(await store.agent(id)).toMatchObject({ stream: { session: greeted.answer.session } });
});

it('a journal goes on after the hub was away, and after it was there twice', async () => {
  const theHub = await aHub();
  const session = await anAgentSession(theHub, { changes: [aChange('web')] });
  const again = await reopened(theHub);
  const next = new TestSession(again, session.agent, session.tip.epoch);
  next.session = session.session;
  next.tip = session.tip;
  await next.sync(aChange('db'));
  const late = await theHub.hub.replication.sync(session.agent.id, await session.report(aChange('db')));
  expect(late).toMatchObject({ kind: 'ok', answer: { acked: 2 } });
  expect(await again.hub.store.chain(session.agent.id, session.tip.epoch, 0, 9)).toHaveLength(2);
});
