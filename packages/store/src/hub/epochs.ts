import { chunks } from '../chunks.ts';
import { columns } from '../row.ts';
import type { Sql, Statement } from '../sql.ts';
import type { HubBatch } from './hub-store.ts';
import { db } from './schema.ts';

/** Nobody has had the names of those that begin. */
export function epochsFree({ epochs }: HubBatch): readonly Statement[] {
  return chunks(epochs?.begun ?? [], 1, 1).map((chunk) =>
    db
      .selectFrom('epoch')
      .select((eb) => eb(eb.fn.countAll<number>(), '=', 0).as('ok'))
      .where(
        'epoch',
        'in',
        chunk.map(({ epoch }) => epoch),
      )
      .compile(),
  );
}

export function writeEpochs({ epochs }: HubBatch): readonly Statement[] {
  const { begun = [], closed = [] } = epochs ?? {};
  return [
    ...chunks(begun, 2).map((chunk) =>
      db
        .insertInto('epoch')
        .values(chunk.map(({ agent, epoch }) => ({ agent, epoch })))
        .compile(),
    ),
    ...closed.map(({ epoch, at }) =>
      db
        .updateTable('epoch')
        .set({ closed_at: at })
        .where('epoch', '=', epoch)
        .where('closed_at', 'is', null)
        .compile(),
    ),
  ];
}

export async function epochOwner(
  sql: Sql,
  epoch: string,
): Promise<{ readonly agent: string; readonly closed: boolean } | null> {
  const [row] = await sql.query(db.selectFrom('epoch').selectAll().where('epoch', '=', epoch).compile());
  if (!row) return null;
  const { text, integerOrNull } = columns('epoch', ['epoch'], row);
  return { agent: text('agent'), closed: integerOrNull('closed_at') !== null };
}
