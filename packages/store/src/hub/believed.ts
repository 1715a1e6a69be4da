import { subjectParts } from '@hale/core';
import { chunks } from '../chunks.ts';
import { columns } from '../row.ts';
import { isEntry, isFlapping } from '../shapes.ts';
import type { Row, Sql, Statement } from '../sql.ts';
import type { FleetSubject, HubBatch, SubjectQuery } from './hub-store.ts';
import { db } from './schema.ts';

/** All of an agent goes before what is given anew. */
export function writeBelieved({ replaced = [], gone = [], believed = [] }: HubBatch): readonly Statement[] {
  return [
    ...chunks(replaced, 1).map((agents) => db.deleteFrom('believed').where('agent', 'in', agents).compile()),
    ...chunks(gone, 2).map((chunk) =>
      db
        .deleteFrom('believed')
        .where((eb) => eb.or(chunk.map(({ agent, subject }) => eb.and({ agent, subject }))))
        .compile(),
    ),
    ...chunks(believed, 10).map((chunk) =>
      db
        .insertInto('believed')
        .values(chunk.map(believedRow))
        .onConflict((on) =>
          on.columns(['agent', 'subject']).doUpdateSet((eb) => ({
            name: eb.ref('excluded.name'),
            project: eb.ref('excluded.project'),
            condition: eb.ref('excluded.condition'),
            at: eb.ref('excluded.at'),
            ring: eb.ref('excluded.ring'),
            last: eb.ref('excluded.last'),
            flapping: eb.ref('excluded.flapping'),
          })),
        )
        .compile(),
    ),
  ];
}

function believedRow({ agent, subject, last, flapping }: FleetSubject) {
  return {
    agent,
    subject,
    kind: subjectParts(subject).kind,
    name: last.container?.name ?? null,
    project: last.container?.project ?? null,
    condition: last.to,
    at: last.at,
    ring: flapping.ring,
    last: JSON.stringify(last),
    flapping: JSON.stringify(flapping),
  };
}

export async function believed(
  sql: Sql,
  agent: string,
  subjects?: readonly string[],
): Promise<readonly FleetSubject[]> {
  const all = db.selectFrom('believed').selectAll().where('agent', '=', agent).orderBy('subject');
  if (subjects === undefined) return (await sql.query(all.compile())).map(fleetSubject);
  const found: FleetSubject[] = [];
  for (const chunk of chunks(subjects, 1, 1))
    found.push(...(await sql.query(all.where('subject', 'in', chunk).compile())).map(fleetSubject));
  return found;
}

export async function restless(
  sql: Sql,
  { after, limit }: Pick<SubjectQuery, 'after' | 'limit'>,
): Promise<readonly FleetSubject[]> {
  let query = db
    .selectFrom('believed')
    .selectAll()
    .where((eb) => eb('ring', '<>', eb.lit(0)))
    .orderBy('agent')
    .orderBy('subject')
    .limit(limit);
  if (after !== undefined)
    query = query.where((eb) =>
      eb(eb.refTuple('agent', 'subject'), '>', eb.tuple(after.agent, after.subject)),
    );
  return (await sql.query(query.compile())).map(fleetSubject);
}

export function fleetSubject(row: Row): FleetSubject {
  const { text, json } = columns('believed', ['agent', 'subject'], row);
  return {
    agent: text('agent'),
    subject: text('subject'),
    last: json('last', isEntry),
    flapping: json('flapping', isFlapping),
  };
}
