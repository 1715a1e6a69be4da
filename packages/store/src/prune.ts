import { sql as raw } from 'kysely';
import {
  DEAD_LETTER_MS,
  DEAD_LETTER_ROWS,
  expiredUpTo,
  JOURNAL_ROWS,
  OUTPUT_MS,
  oldestDay,
  REMOVED_SUBJECT_MS,
  SLICE_ROWS,
} from './retention.ts';
import { columns } from './row.ts';
import { db } from './schema.ts';
import type { Sql, Statement } from './sql.ts';

export async function prune(sql: Sql, now: number): Promise<number> {
  return sweep(sql, [
    outputs(now),
    await entries(sql, now),
    subjects(now),
    oldDead(now),
    excessDead(),
    days(now),
    silences(now),
  ]);
}

/** Deletes a slice of the first kind of row that has any expired; resolves to how many. */
export async function sweep(sql: Sql, kinds: readonly (Statement | null)[]): Promise<number> {
  for (const kind of kinds) {
    const gone = kind ? await sql.query(kind) : [];
    if (gone.length > 0) return gone.length;
  }
  return 0;
}

/** Which column says how old an entry is: a hub goes by its own clock. */
type Dated = 'at' | 'received_at';

/** `rows`: of which more may be kept only for who has yet to read them. */
export async function entries(
  sql: Sql,
  now: number,
  rows = JOURNAL_ROWS,
  dated: Dated = 'at',
): Promise<Statement | null> {
  const oldest = await sql.query(
    db
      .selectFrom('transition')
      .select(['position', raw.ref<number>(dated).as('at')])
      .orderBy('position')
      .limit(SLICE_ROWS)
      .compile(),
  );
  const [extent = {}] = await sql.query(
    db
      .selectFrom('state')
      .select((eb) => [
        'position',
        eb
          .selectFrom('destination')
          .select((eb) => eb.fn.min<number | null>('feed_position').as('read'))
          .as('read'),
      ])
      .compile(),
  );
  const { integer, integerOrNull } = columns('state', [], extent);
  const upTo = expiredUpTo(
    {
      oldest: oldest.map((row) => {
        const { integer } = columns('transition', ['position'], row);
        return { position: integer('position'), at: integer('at') };
      }),
      position: integer('position'),
      read: integerOrNull('read'),
    },
    now,
    rows,
  );
  if (upTo === 0) return null;
  return db.deleteFrom('transition').where('position', '<=', upTo).returning('position').compile();
}

/** The chain holds without them: their hashes stay. */
export function outputs(now: number, dated: Dated = 'at'): Statement {
  return db
    .updateTable('transition')
    .set({ output: null })
    .where('position', 'in', (eb) =>
      eb
        .selectFrom('transition')
        .select('position')
        .where('output', 'is not', null)
        .where(raw.ref<number>(dated), '<', now - OUTPUT_MS)
        .orderBy(raw.ref(dated))
        .limit(SLICE_ROWS),
    )
    .returning('position')
    .compile();
}

function subjects(now: number): Statement {
  return db
    .deleteFrom('subject')
    .where('subject', 'in', (eb) =>
      eb
        .selectFrom('subject')
        .select('subject.subject')
        .where('removed_at', '<', now - REMOVED_SUBJECT_MS)
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('delivery')
                .select('version')
                .whereRef('delivery.subject', '=', 'subject.subject'),
            ),
          ),
        )
        .limit(SLICE_ROWS),
    )
    .returning('subject')
    .compile();
}

export function oldDead(now: number): Statement {
  return db
    .deleteFrom('dead_letter')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('dead_letter')
        .select('id')
        .where('at', '<', now - DEAD_LETTER_MS)
        .orderBy('at')
        .limit(SLICE_ROWS),
    )
    .returning('id')
    .compile();
}

export function excessDead(): Statement {
  return db
    .deleteFrom('dead_letter')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('dead_letter')
        .select('id')
        .orderBy('at', 'desc')
        .orderBy('destination')
        .orderBy('entry_id')
        .limit(SLICE_ROWS)
        .offset(DEAD_LETTER_ROWS),
    )
    .returning('id')
    .compile();
}

export function days(now: number): Statement {
  return db
    .deleteFrom('rollup_day')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('rollup_day')
        .select('id')
        .where('day', '<', oldestDay(now))
        .orderBy('day')
        .limit(SLICE_ROWS),
    )
    .returning('id')
    .compile();
}

export function silences(now: number): Statement {
  return db
    .deleteFrom('silence')
    .where('subject', 'in', (eb) =>
      eb.selectFrom('silence').select('subject').where('until', '<=', now).limit(SLICE_ROWS),
    )
    .returning('subject')
    .compile();
}
