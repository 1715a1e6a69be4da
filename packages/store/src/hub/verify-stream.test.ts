import { newJournal } from '@hale/core';
import { systemHash } from '@hale/core/system';
import { NOON } from '@hale/core/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrate } from '../migrate.ts';
import { OUTPUT_MS } from '../retention.ts';
import type { Sql } from '../sql.ts';
import { openSqlite } from '../sqlite/open-sqlite.ts';
import { agentId, enrolled, someLost, someReceived, streamAfter } from '../testing/hub-samples.ts';
import { aChange } from '../testing/samples.ts';
import type { HubStore } from './hub-store.ts';
import { HUB_MIGRATIONS } from './migrations.ts';
import { createHubStore } from './sql-hub-store.ts';
import { verifyStream } from './verify-stream.ts';

const a = agentId('a');
let sql: Sql;
let store: HubStore;
beforeEach(async () => {
  sql = openSqlite(':memory:').sql;
  await migrate(sql, HUB_MIGRATIONS);
  store = createHubStore(sql);
});
afterEach(() => store.close());

const run = (text: string) => sql.query({ sql: text, parameters: [] });
const verdict = () => verifyStream(store, a, 'epoch', systemHash);
const whole = (entries: number) => ({ entries, breach: null });

/** Entries of the agent a, and its stream after them. */
async function receive(count: number) {
  const [record] = await enrolled(store, 'a');
  if (!record) throw new Error('no agent');
  const changes = Array.from({ length: count }, (_, n) => aChange('web', { output: `said ${n}` }));
  const received = await someReceived('a', newJournal('epoch'), changes);
  const stream = streamAfter(record.stream, received);
  await store.commit({ streams: [stream], received });
  return { ...stream, version: 2 };
}

it('holds for what came as it came, however long, and for nothing', async () => {
  expect(await verdict()).toEqual(whole(0));
  await receive(1_001);
  expect(await verdict()).toEqual(whole(1_001));
});

it('holds when outputs have expired, and the oldest entries', async () => {
  await receive(5);
  await store.prune(NOON + OUTPUT_MS + 1);
  expect(await run('select position from transition where output is not null')).toEqual([]);
  expect(await verdict()).toEqual(whole(5));
  await run('delete from transition where seq < 3');
  expect(await verdict()).toEqual(whole(3));
});

it('goes on after what was declared lost, and after what was rejected', async () => {
  const stream = await receive(2);
  const later = await someReceived('a', { epoch: 'epoch', seq: 6, chain: 'e'.repeat(32) }, [
    aChange('web'),
    aChange('db'),
  ]);
  const place = { agent: a, epoch: 'epoch', at: NOON };
  await store.commit({ streams: [streamAfter(stream, later)], received: later });
  expect(await verdict()).toEqual({ entries: 2, breach: { epoch: 'epoch', seq: 7, why: 'missing' } });
  await store.commit({ gaps: [{ ...place, from: 3, to: 4 }] });
  await store.commit({ rejected: [{ ...place, seq: 6, code: 'malformed', body: '' }] });
  expect(await verdict()).toMatchObject({ breach: { why: 'missing' } });
  await store.commit({ rejected: [{ ...place, seq: 5, code: 'malformed', body: '' }] });
  expect(await verdict()).toEqual(whole(4));
});

it('ends where the agent was told that all is stored, or declared lost', async () => {
  const stream = await receive(2);
  await store.commit({ streams: [{ ...stream, acked: { seq: 4, chain: 'e'.repeat(32) } }] });
  expect(await verdict()).toMatchObject({ breach: { seq: 4, why: 'tail-missing' } });
  await store.commit({ gaps: [{ agent: a, epoch: 'epoch', from: 3, to: 4, at: NOON }] });
  expect(await verdict()).toEqual(whole(2));
});

it('holds for the hub’s own journal', async () => {
  const tip = newJournal('own');
  await store.found({ id: 'h', since: NOON, tip }, { name: 'n', sha256: 's', scope: 'read' });
  await store.commit({ own: { tip, entries: await someLost(tip, 'a', 'b') } });
  expect(await verifyStream(store, '', 'own', systemHash)).toEqual(whole(2));
  await run('delete from transition where seq = 2');
  expect(await verifyStream(store, '', 'own', systemHash)).toMatchObject({ breach: { why: 'tail-missing' } });
});

it.each([
  ['a changed fact', `body = replace(body, '"to":"healthy"', '"to":"stopped"')`],
  ['a changed output', `output = 'other'`],
  ['a changed hash', 'core_hash = output_hash'],
  ['a changed link', 'chain = core_hash'],
])('names the first entry with %s', async (_what, change) => {
  await receive(5);
  await run(`update transition set ${change} where seq = 3`);
  expect(await verdict()).toEqual({ entries: 2, breach: { epoch: 'epoch', seq: 3, why: 'changed' } });
  await run(`update transition set ${change} where seq = 1`);
  expect(await verdict()).toEqual({ entries: 0, breach: { epoch: 'epoch', seq: 1, why: 'changed' } });
});
