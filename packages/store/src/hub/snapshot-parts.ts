import { chunks } from '../chunks.ts';
import { columns } from '../row.ts';
import type { Sql, Statement } from '../sql.ts';
import type { HubBatch, SnapshotPart } from './hub-store.ts';
import { db } from './schema.ts';
import { areBeliefs } from './shapes.ts';

/** An agent sends one snapshot at a time: whoever begins another has given up the one before. The same part again is that part. */
export function writeParts({ assembled = [], parts = [] }: HubBatch): readonly Statement[] {
  return [
    ...chunks(assembled, 2).map((chunk) =>
      db
        .deleteFrom('snapshot_part')
        .where((eb) => eb.or(chunk.map(({ agent, snapshot }) => eb.and({ agent, snapshot }))))
        .compile(),
    ),
    ...[...new Map(parts.map((part) => [part.agent, part])).values()].map(({ agent, snapshot }) =>
      db.deleteFrom('snapshot_part').where('agent', '=', agent).where('snapshot', '<>', snapshot).compile(),
    ),
    ...chunks(parts, 5).map((chunk) =>
      db
        .insertInto('snapshot_part')
        .values(chunk.map(({ subjects, ...place }) => ({ ...place, subjects: JSON.stringify(subjects) })))
        .onConflict((on) =>
          on.columns(['agent', 'snapshot', 'part']).doUpdateSet((eb) => ({
            at: eb.ref('excluded.at'),
            subjects: eb.ref('excluded.subjects'),
          })),
        )
        .compile(),
    ),
  ];
}

export async function snapshotParts(
  sql: Sql,
  agent: string,
  snapshot: string,
): Promise<readonly SnapshotPart[]> {
  const query = db
    .selectFrom('snapshot_part')
    .selectAll()
    .where('agent', '=', agent)
    .where('snapshot', '=', snapshot)
    .orderBy('part');
  return (await sql.query(query.compile())).map((row) => {
    const { text, integer, json } = columns('snapshot_part', ['agent', 'snapshot', 'part'], row);
    return {
      agent: text('agent'),
      snapshot: text('snapshot'),
      part: integer('part'),
      at: integer('at'),
      subjects: json('subjects', areBeliefs),
    };
  });
}
