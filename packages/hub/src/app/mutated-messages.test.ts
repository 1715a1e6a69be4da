import { canonicalJson, type Json } from '@hale/core';
import { seededRandom } from '@hale/core/simulate';
import { gunzip } from '@hale/core/system';
import { syncAnswer } from '@hale/protocol/sync';
import type { Sql } from '@hale/store';
import { expect, it } from 'vitest';
import { MAX_INVITATION_MS } from '../enrolment.ts';
import { aChange, anAgent, anAgentSession, HOST, TestSession } from '../testing/agent.ts';
import { aHub, type TestHub } from '../testing/hub.ts';
import { mutate, type Sent } from '../testing/mutations.ts';

const MESSAGES = 10_000;
const SEED = 20_261_128;
const TABLES = [
  'agent',
  'stream',
  'lease',
  'epoch',
  'believed',
  'transition',
  'gap',
  'rejected',
  'snapshot_part',
];

/** Counts what has been written. */
function counting(writes: { count: number }) {
  return (sql: Sql): Sql => ({
    ...sql,
    async batch(statements, guards) {
      const outcome = await sql.batch(statements, guards);
      if (outcome === 'done') writes.count += 1;
      return outcome;
    },
  });
}

async function rowsOf({ sql }: TestHub, agent: string): Promise<readonly unknown[]> {
  const columns = { agent: 'id' } as Readonly<Record<string, string>>;
  const rows = TABLES.map((table) =>
    sql.query({ sql: `select * from ${table} where ${columns[table] ?? 'agent'} = ?`, parameters: [agent] }),
  );
  return Promise.all(rows);
}

function post({ app }: TestHub, path: string, token: string, { body, encoding }: Sent): Promise<Response> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    ...(encoding !== null && { 'content-encoding': encoding }),
  };
  return Promise.resolve(app.request(`/v1/${path}`, { method: 'POST', headers, body: new Uint8Array(body) }));
}

async function textOf({ body, encoding }: Sent): Promise<string> {
  return new TextDecoder().decode(encoding === 'gzip' ? await gunzip(body, 2 ** 24) : body);
}

it(`${MESSAGES} mutated messages: none is an error of the hub, and only what it takes is there`, {
  timeout: 120_000,
}, async ({ annotate }) => {
  const random = seededRandom(SEED);
  const writes = { count: 0 };
  const theHub = await aHub({ over: counting(writes) });
  const { hub, clock } = theHub;
  const bystander = await anAgentSession(theHub, { name: 'barn', changes: [aChange('db'), aChange('web')] });
  const before = await rowsOf(theHub, bystander.agent.id);
  const agent = await anAgent(theHub);
  const invitation = await hub.enrolment.invite({ uses: 1_000, forMs: MAX_INVITATION_MS });

  const tally: Record<string, Record<number, number>> = {};
  const taken = new Map<string, string[]>();
  let rejected = 0;
  let enrolled = 2;
  let sent = 0;

  /** What a sync that was taken should have left. */
  async function noted(message: Sent, acked: number, response: Response): Promise<void> {
    const { epoch, entries } = JSON.parse(await textOf(message));
    const answer = syncAnswer.parse(await response.json());
    const refused = new Set(answer.rejected.map(({ seq }) => seq));
    rejected += refused.size;
    const fresh = (entries as readonly { readonly entry: Json & { readonly seq: number } }[])
      .map(({ entry }) => entry)
      .filter(({ seq }) => seq > acked && seq <= answer.acked && !refused.has(seq));
    taken.set(epoch, [...(taken.get(epoch) ?? []), ...fresh.map((entry) => canonicalJson(entry))]);
  }

  for (let round = 0; sent < MESSAGES; round += 1) {
    const session = new TestSession(theHub, agent, `epoch-${String(round).padStart(12, '0')}`);
    await clock.advance(10_000);
    await session.greet();
    const first = await session.report(aChange('web'), aChange('db', 'unhealthy', { output: 'refused' }));
    const begun: Sent = {
      body: new TextEncoder().encode(JSON.stringify(first)),
      encoding: null,
      how: 'valid',
    };
    await noted(begun, 0, await post(theHub, 'sync', agent.token, begun));
    const messages = {
      sync: await session.report(aChange('web', 'crashed'), aChange('cache')),
      replayed: first,
      snapshot: await session.snapshot(),
      hello: session.hello(),
      bye: { session: session.session, instance: session.instance, reason: 'shutdown' },
      enrol: { protocol: { min: 1, max: 1 }, host: HOST },
    };
    const kinds = [
      'sync',
      'sync',
      'sync',
      'replayed',
      'snapshot',
      'snapshot',
      'hello',
      'bye',
      'enrol',
    ] as const;
    for (let isOpen = true; isOpen && sent < MESSAGES; sent += 1) {
      const kind = kinds[Math.floor(random() * kinds.length)] ?? 'sync';
      const path = kind === 'replayed' ? 'sync' : kind;
      const message = await mutate(messages[kind], random);
      const written = writes.count;
      if (sent % 4 === 0) await clock.advance(1_000);
      const acked = (await hub.store.agent(agent.id))?.stream.acked.seq ?? 0;
      const token = kind === 'enrol' ? invitation.token : agent.token;
      const response = await post(theHub, path, token, message);
      const { status } = response;
      const counts = (tally[path] ??= {});
      counts[status] = (counts[status] ?? 0) + 1;
      if (status >= 500) expect.fail(`${kind}, ${message.how}: ${status} ${await response.text()}`);
      if (status !== 200) {
        expect([kind, message.how, status, writes.count]).toEqual([kind, message.how, status, written]);
        continue;
      }
      if (path === 'sync') await noted(message, acked, response);
      if (path === 'enrol') enrolled += 1;
      // Whatever it was, it is another session now.
      isOpen = path !== 'hello' && path !== 'bye';
    }
  }

  for (const [epoch, expected] of taken) {
    const stored = await hub.store.chain(agent.id, epoch, 0, 1_000);
    const bodies = stored.map(({ entry }) => canonicalJson(JSON.parse(JSON.stringify(entry))));
    expect([epoch, bodies]).toEqual([epoch, expected]);
  }
  const count = async (text: string): Promise<unknown> =>
    (await theHub.sql.query({ sql: `select count(*) as rows ${text}`, parameters: [] }))[0]?.['rows'];
  const total = [...taken.values()].flat().length;
  expect(await count(`from transition where agent = '${agent.id}'`)).toBe(total);
  expect(await count('from rejected')).toBe(rejected);
  expect(await count('from agent')).toBe(enrolled);
  expect(await rowsOf(theHub, bystander.agent.id)).toEqual(before);
  expect(
    Object.values(tally)
      .flatMap((counts) => Object.values(counts))
      .reduce((a, b) => a + b),
  ).toBe(MESSAGES);
  const said = Object.entries(tally).map(([kind, counts]) => `${kind} ${JSON.stringify(counts)}`);
  await annotate(`${said.join(', ')}; ${total} entries, ${rejected} rejected`);
});
