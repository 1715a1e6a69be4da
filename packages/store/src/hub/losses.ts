import { chunks } from '../chunks.ts';
import { columns } from '../row.ts';
import type { Sql, Statement } from '../sql.ts';
import { type Gap, MAX_REJECTED_CHARS, type RejectedEntry } from './hub-store.ts';
import { db } from './schema.ts';

export function keepGaps(gaps: readonly Gap[]): readonly Statement[] {
  return chunks(gaps, 5).map((chunk) =>
    db
      .insertInto('gap')
      .values(
        chunk.map(({ agent, epoch, from, to, at }) => ({ agent, epoch, from_seq: from, to_seq: to, at })),
      )
      .compile(),
  );
}

export function keepRejected(entries: readonly RejectedEntry[]): readonly Statement[] {
  return chunks(entries, 6).map((chunk) =>
    db
      .insertInto('rejected')
      .values(
        chunk.map(({ agent, epoch, seq, code, at, body }) => ({
          agent,
          epoch,
          seq,
          code,
          at,
          body: body.slice(0, MAX_REJECTED_CHARS).toWellFormed(),
        })),
      )
      .compile(),
  );
}

export async function knownUpTo(sql: Sql, epoch: string): Promise<number> {
  const query = db
    .selectFrom('transition')
    .select(({ fn }) => fn.max<number | null>('seq').as('last'))
    .where('epoch', '=', epoch)
    .unionAll(
      db
        .selectFrom('rejected')
        .select(({ fn }) => fn.max<number | null>('seq').as('last'))
        .where('epoch', '=', epoch),
    )
    .unionAll(
      db
        .selectFrom('gap')
        .select(({ fn }) => fn.max<number | null>('to_seq').as('last'))
        .where('epoch', '=', epoch),
    );
  const rows = await sql.query(query.compile());
  return Math.max(0, ...rows.map((row) => columns('transition', [], row).integerOrNull('last') ?? 0));
}

export async function gaps(sql: Sql, agent: string, limit: number): Promise<readonly Gap[]> {
  const query = db
    .selectFrom('gap')
    .selectAll()
    .where('agent', '=', agent)
    .orderBy('at', 'desc')
    .orderBy('from_seq', 'desc')
    .limit(limit);
  return (await sql.query(query.compile())).map((row) => {
    const { text, integer } = columns('gap', ['epoch', 'from_seq'], row);
    return {
      agent: text('agent'),
      epoch: text('epoch'),
      from: integer('from_seq'),
      to: integer('to_seq'),
      at: integer('at'),
    };
  });
}

export async function rejected(sql: Sql, agent: string, limit: number): Promise<readonly RejectedEntry[]> {
  const query = db
    .selectFrom('rejected')
    .selectAll()
    .where('agent', '=', agent)
    .orderBy('at', 'desc')
    .orderBy('seq', 'desc')
    .limit(limit);
  return (await sql.query(query.compile())).map((row) => {
    const { text, integer } = columns('rejected', ['epoch', 'seq'], row);
    return {
      agent: text('agent'),
      epoch: text('epoch'),
      seq: integer('seq'),
      code: text('code'),
      at: integer('at'),
      body: text('body'),
    };
  });
}
