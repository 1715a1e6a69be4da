import { NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { migrate } from '../migrate.ts';
import type { Sql, Statement } from '../sql.ts';
import { openSqlite } from '../sqlite/open-sqlite.ts';
import { agentId } from '../testing/hub-samples.ts';
import type { HubStore } from './hub-store.ts';
import { HUB_MIGRATIONS } from './migrations.ts';
import { createHubStore } from './sql-hub-store.ts';

const a = agentId('a');
const page = { agent: a, subject: 'container/web' };

/** Everything that is asked often, or of a table that grows with the fleet. */
const asked: Readonly<Record<string, (store: HubStore) => Promise<unknown>>> = {
  'an agent by its key': (store) => store.agentByKey('key'),
  'an agent': (store) => store.agent(a),
  'a page of agents': (store) => store.agents({ after: a, limit: 9 }),
  'an invitation': (store) => store.invitation('key'),
  'leases that are over': (store) => store.expired(NOON, 9),
  'how many are silent': (store) => store.countSilent({ until: NOON, lostSince: NOON }),
  'the owner of an epoch': (store) => store.epochOwner('epoch'),
  'parts of a snapshot': (store) => store.parts(a, 'snapshot'),
  'what is believed of an agent': (store) => store.believed(a),
  'what is believed of some subjects': (store) => store.believed(a, ['engine', 'container/web']),
  'a page of subjects': (store) => store.subjects({ after: page, limit: 9 }),
  'subjects of an agent': (store) => store.subjects({ agent: a, limit: 9 }),
  'who is restless': (store) => store.restless({ limit: 9 }),
  'a page of who is restless': (store) => store.restless({ after: page, limit: 9 }),
  'deliveries of an agent': (store) => store.deliveriesOf(a),
  'deliveries that are due': (store) => store.due('ops', NOON, 9),
  'when the next is due': (store) => store.nextDue('ops'),
  'a chain': (store) => store.chain(a, 'epoch', 5, 9),
  'entries after a place': (store) => store.entriesAfter(5, 9),
  'the newest entries': (store) => store.history({ limit: 9 }),
  'entries before one': (store) => store.history({ before: { epoch: 'epoch', seq: 5 }, limit: 9 }),
  'entries of an agent itself': (store) => store.history({ subject: `agent/${a}`, limit: 9 }),
  'days of a subject': (store) => store.days({ subject: `agent/${a}/engine`, from: 5, limit: 9 }),
  'what has expired': (store) => store.prune(NOON),
};

/** What may be read from its beginning: who reads it stops at the limit, or it is as small as the table says. */
const inOrder =
  /^SCAN (?:CONSTANT ROW|transition|state|destination|silence|agent|found|entry|dead_letter USING INDEX|believed USING INDEX believed_restless)\b/;

it.each(Object.entries(asked))('%s is found by an index', async (_what, ask) => {
  const { sql } = openSqlite(':memory:');
  await migrate(sql, HUB_MIGRATIONS);
  const statements: Statement[] = [];
  await ask(createHubStore(recording(sql, statements)));
  expect(statements).not.toEqual([]);
  const steps = await Promise.all(
    statements.map(async ({ sql: text, parameters }) =>
      (await sql.query({ sql: `explain query plan ${text}`, parameters })).map((row) =>
        String(row['detail']),
      ),
    ),
  );
  const slow = steps.flat().filter((step) => /^SCAN|TEMP B-TREE FOR ORDER/.test(step) && !inOrder.test(step));
  expect(slow.filter((step) => !step.includes('USING COVERING INDEX'))).toEqual([]);
  await sql.close();
});

it.each([
  ['an agent’s', { agent: a }, 'transition_agent (agent=?)'],
  ['a subject’s', { subject: `agent/${a}/container/web` }, 'transition_subject (agent=? AND subject=?)'],
])(
  '%s entries, and what is known of it, are each found by an index before they are merged',
  async (_, of, own) => {
    const { sql } = openSqlite(':memory:');
    await migrate(sql, HUB_MIGRATIONS);
    const statements: Statement[] = [];
    await createHubStore(recording(sql, statements)).history({ ...of, limit: 9 });
    const [{ sql: text, parameters } = { sql: '', parameters: [] }] = statements;
    const plan = await sql.query({ sql: `explain query plan ${text}`, parameters });
    const searches = plan.map((row) => String(row['detail'])).filter((step) => step.includes('transition'));
    expect(searches).toEqual([
      expect.stringContaining(own),
      expect.stringContaining('transition_subject (agent=? AND subject=?)'),
    ]);
    await sql.close();
  },
);

it('every table takes values of its types only', async () => {
  const { sql } = openSqlite(':memory:');
  await migrate(sql, HUB_MIGRATIONS);
  const tables = await sql.query({
    sql: `select name from pragma_table_list where schema = 'main' and type = 'table' and strict = 0`,
    parameters: [],
  });
  expect(tables.filter(({ name }) => !String(name).startsWith('sqlite_'))).toEqual([]);
  await sql.close();
});

function recording(sql: Sql, into: Statement[]): Sql {
  return {
    ...sql,
    query: (statement) => {
      into.push(statement);
      return sql.query(statement);
    },
  };
}
