import type { Silence } from '@hale/core';
import { chunks } from './chunks.ts';
import { type Change, changeOutbox } from './outbox.ts';
import type { SilenceChange, Silences } from './records.ts';
import { columns } from './row.ts';
import { db } from './schema.ts';
import type { Sql, Statement } from './sql.ts';

/** Nobody has changed any silence. */
export function silencesStand(version: number): Statement {
  return db
    .selectFrom('state')
    .select((eb) => eb.fn.countAll<number>().as('ok'))
    .where('silences', '=', version)
    .compile();
}

export function changeSilence(change: SilenceChange): Change {
  const { version, subject, silence } = change;
  const { guards, statements } = changeOutbox(change);
  return {
    guards: [silencesStand(version), noOthers(change), ...guards],
    statements: [
      ...(silence === null
        ? [db.deleteFrom('silence').where('subject', '=', subject).compile()]
        : writeSilences([silence])),
      countSilences(version + 1),
      ...statements,
    ],
  };
}

/** A delivery that was planned meanwhile would be told. */
function noOthers({ subject, deliveries, settled }: SilenceChange): Statement {
  const query = db
    .selectFrom('delivery')
    .select((eb) => eb(eb.fn.countAll<number>(), '=', deliveries.length + settled.length).as('ok'));
  const [from, to] = [subject.slice(0, -'*'.length), `${subject.slice(0, -'/*'.length)}0`];
  return (
    subject.endsWith('/*')
      ? // 0 comes after the slash.
        query.where('subject', '>=', from).where('subject', '<', to)
      : query.where('subject', '=', subject)
  ).compile();
}

export function writeSilences(all: readonly Silence[]): readonly Statement[] {
  return chunks(all, 5).map((chunk) =>
    db
      .insertInto('silence')
      .values(
        chunk.map(({ subject, since, until, by, reason }) => ({
          subject,
          since,
          until,
          made_by: by,
          reason,
        })),
      )
      .onConflict((on) =>
        on.column('subject').doUpdateSet((eb) => ({
          since: eb.ref('excluded.since'),
          until: eb.ref('excluded.until'),
          made_by: eb.ref('excluded.made_by'),
          reason: eb.ref('excluded.reason'),
        })),
      )
      .compile(),
  );
}

export function countSilences(version: number): Statement {
  return db.updateTable('state').set({ silences: version }).compile();
}

/** The count first: a change that comes between makes it stale, and stale it is found out. */
export async function silences(sql: Sql): Promise<Silences> {
  const [state] = await sql.query(db.selectFrom('state').select('silences').compile());
  const rows = await sql.query(db.selectFrom('silence').selectAll().orderBy('subject').compile());
  return {
    version: columns('state', [], state ?? {}).integer('silences'),
    all: rows.map((row) => {
      const { text, textOrNull, integer } = columns('silence', ['subject'], row);
      return {
        subject: text('subject'),
        since: integer('since'),
        until: integer('until'),
        by: text('made_by'),
        reason: textOrNull('reason'),
      };
    }),
  };
}
