import { sql as raw } from 'kysely';
import { columns } from '../row.ts';
import type { Sql } from '../sql.ts';
import { fleetSubject } from './believed.ts';
import { LEASE_STATES, type ShownSubject, type SubjectQuery } from './hub-store.ts';
import { db } from './schema.ts';

/** Of a container whose agent is not heard, nothing is known. */
const believable = raw<string>`case
  when believed.kind = 'container' and lease.state <> 'live' then 'unknown'
  else believed.condition
end`;

export async function subjects(sql: Sql, asked: SubjectQuery): Promise<readonly ShownSubject[]> {
  const { agent, kind, conditions, project, name, after, limit } = asked;
  let query = db
    .selectFrom('believed')
    .innerJoin('lease', 'lease.agent', 'believed.agent')
    .innerJoin('agent', 'agent.id', 'believed.agent')
    .selectAll('believed')
    .select(['agent.host', 'lease.state'])
    .orderBy('believed.agent')
    .orderBy('believed.subject')
    .limit(limit);
  if (agent !== undefined) query = query.where('believed.agent', '=', agent);
  if (kind !== undefined) query = query.where('believed.kind', '=', kind);
  if (conditions !== undefined) query = query.where(believable, 'in', conditions);
  if (project !== undefined) query = query.where('believed.project', '=', project);
  if (name !== undefined)
    query = query.where((eb) => eb.fn('glob', [eb.val(globOf(name)), 'believed.name']), '=', 1);
  if (after !== undefined)
    query = query.where((eb) =>
      eb(eb.refTuple('believed.agent', 'believed.subject'), '>', eb.tuple(after.agent, after.subject)),
    );
  return (await sql.query(query.compile())).map((row) => {
    const { text, oneOf } = columns('believed', ['agent', 'subject'], row);
    return { ...fleetSubject(row), host: text('host'), lease: oneOf('state', LEASE_STATES) };
  });
}

export async function countContainers(sql: Sql, agent?: string): Promise<Readonly<Record<string, number>>> {
  let query = db
    .selectFrom('believed')
    .innerJoin('lease', 'lease.agent', 'believed.agent')
    .select(({ fn }) => [believable.as('condition'), fn.countAll<number>().as('containers')])
    .where('believed.kind', '=', 'container')
    .groupBy(believable);
  if (agent !== undefined) query = query.where('believed.agent', '=', agent);
  const rows = await sql.query(query.compile());
  return Object.fromEntries(
    rows.map((row) => {
      const { text, integer } = columns('believed', ['condition'], row);
      return [text('condition'), integer('containers')];
    }),
  );
}

/** In SQLite's globs a bracket begins a set. */
function globOf(name: string): string {
  return name.replaceAll('[', '[[]');
}
