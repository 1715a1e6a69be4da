import { sql as raw } from 'kysely';
import { columns } from '../row.ts';
import type { Row, Sql, Statement } from '../sql.ts';
import { agentRow } from './agents.ts';
import type { Enrolment, Invitation } from './hub-store.ts';
import { db } from './schema.ts';
import { leaseRow, streamRow } from './streams.ts';

export function invite({ key, sha256, since, until, uses, agent }: Invitation): Statement {
  return db.insertInto('invitation').values({ key, sha256, since, until, uses, agent }).compile();
}

export async function invitationByKey(sql: Sql, key: string): Promise<Invitation | null> {
  const query = db.selectFrom('invitation').selectAll().where('key', '=', key);
  const [row] = await sql.query(query.compile());
  return row ? invitationOf(row) : null;
}

export async function invitations(sql: Sql, now: number, limit: number): Promise<readonly Invitation[]> {
  const query = db
    .selectFrom('invitation')
    .selectAll()
    .where('until', '>', now)
    .where('uses', '>', 0)
    .orderBy('since', 'desc')
    .orderBy('key')
    .limit(limit);
  return (await sql.query(query.compile())).map(invitationOf);
}

function invitationOf(row: Row): Invitation {
  const { text, textOrNull, integer } = columns('invitation', ['key'], row);
  return {
    key: text('key'),
    sha256: text('sha256'),
    since: integer('since'),
    until: integer('until'),
    uses: integer('uses'),
    agent: textOrNull('agent'),
  };
}

export async function enrol(sql: Sql, enrolment: Enrolment): Promise<boolean> {
  const { key } = enrolment.invitation;
  const take = db
    .updateTable('invitation')
    .set((eb) => ({ uses: eb('uses', '-', 1) }))
    .where('key', '=', key);
  const statements = [writeAgent(enrolment), writeStream(enrolment), writeLease(enrolment), take.compile()];
  return (await sql.batch(statements, [canBeUsed(enrolment)])) === 'done';
}

/** The invitation holds; and whom it is for is there, or else the new one is not yet. */
function canBeUsed({ invitation: { key, sha256 }, now, agent }: Enrolment): Statement {
  return db
    .selectFrom('invitation')
    .leftJoin('agent as known', (join) =>
      join.on('known.id', '=', (eb) => eb.fn.coalesce('invitation.agent', eb.val(agent.id))),
    )
    .select(({ fn }) => fn.countAll<number>().as('ok'))
    .where('invitation.key', '=', key)
    .where('invitation.sha256', '=', sha256)
    .where('until', '>', now)
    .where('uses', '>', 0)
    .where((eb) => eb(eb.parens('invitation.agent', 'is', null), '=', eb.parens('known.id', 'is', null)))
    .compile();
}

/** `id`: of the agent that the invitation is for, or else the new one's. */
const invited = (key: string, id: string) =>
  db
    .selectFrom('invitation')
    .select((eb) => eb.fn.coalesce('agent', eb.val(id)).as('id'))
    .where('key', '=', key);

/** One that comes back is what it has said of itself, until it says otherwise. */
function writeAgent({ invitation: { key }, agent }: Enrolment): Statement {
  const { id, ...row } = agentRow(agent);
  const { key: own, sha256, host, os, arch, engine } = row;
  return db
    .insertInto('agent')
    .values({ id: invited(key, id), ...row })
    .onConflict((on) =>
      on.column('id').doUpdateSet({ key: own, sha256, revoked_at: null, host, os, arch, engine }),
    )
    .compile();
}

function writeStream({ invitation: { key }, agent, stream }: Enrolment): Statement {
  const { agent: _, ...fresh } = streamRow(stream);
  return db
    .insertInto('stream')
    .values({ agent: invited(key, agent.id), ...fresh })
    .onConflict((on) =>
      on.column('agent').doUpdateSet({ session: null, version: raw<number>`stream.version + 1` }),
    )
    .compile();
}

function writeLease({ invitation: { key }, agent, lease }: Enrolment): Statement {
  const { agent: _, version, ...fresh } = leaseRow(lease);
  return db
    .insertInto('lease')
    .values({ agent: invited(key, agent.id), version, ...fresh })
    .onConflict((on) => on.column('agent').doUpdateSet({ ...fresh, version: raw<number>`lease.version + 1` }))
    .compile();
}
