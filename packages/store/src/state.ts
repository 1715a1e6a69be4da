import type { Monitor, Tip } from '@hale/core';
import type { Remembered, SubjectState } from './agent-store.ts';
import { chunks } from './chunks.ts';
import { columns } from './row.ts';
import { db } from './schema.ts';
import { isEntry, isFlapping, isMonitor } from './shapes.ts';
import type { Row, Sql, Statement } from './sql.ts';

/** What is believed now: who is watched, and who is a subject. */
export function writeState(changes: {
  readonly engineLost: boolean;
  readonly monitors: readonly Monitor[];
  readonly forgotten: readonly string[];
  readonly subjects: readonly SubjectState[];
}): readonly Statement[] {
  return [
    ...chunks(changes.forgotten, 1).map((ids) =>
      db.deleteFrom('monitor').where('container_id', 'in', ids).compile(),
    ),
    ...writeMonitors(changes.monitors),
    ...writeSubjects(changes.subjects),
    db
      .updateTable('state')
      .set({ engine_lost: changes.engineLost ? 1 : 0 })
      .compile(),
  ];
}

function writeMonitors(monitors: readonly Monitor[]): readonly Statement[] {
  return chunks(monitors, 2).map((chunk) =>
    db
      .insertInto('monitor')
      .values(chunk.map((monitor) => ({ container_id: monitor.container.id, body: JSON.stringify(monitor) })))
      .onConflict((on) => on.column('container_id').doUpdateSet((eb) => ({ body: eb.ref('excluded.body') })))
      .compile(),
  );
}

function writeSubjects(subjects: readonly SubjectState[]): readonly Statement[] {
  return chunks(subjects, 6).map((chunk) =>
    db
      .insertInto('subject')
      .values(
        chunk.map(({ subject, containerId, createdAt, last, flapping }) => ({
          subject,
          container_id: containerId,
          created_at: createdAt,
          removed_at: last.to === 'removed' ? last.at : null,
          last: JSON.stringify(last),
          flapping: JSON.stringify(flapping),
        })),
      )
      .onConflict((on) =>
        on.column('subject').doUpdateSet((eb) => ({
          container_id: eb.ref('excluded.container_id'),
          created_at: eb.ref('excluded.created_at'),
          removed_at: eb.ref('excluded.removed_at'),
          last: eb.ref('excluded.last'),
          flapping: eb.ref('excluded.flapping'),
        })),
      )
      .compile(),
  );
}

export async function loadState(sql: Sql): Promise<Remembered & { readonly position: number }> {
  const [state] = await sql.query(db.selectFrom('state').selectAll().compile());
  const monitors = await sql.query(db.selectFrom('monitor').selectAll().orderBy('container_id').compile());
  const subjects = await sql.query(db.selectFrom('subject').selectAll().orderBy('subject').compile());
  const { integer } = columns('state', [], state ?? {});
  return {
    tip: tipOf(state),
    engineLost: integer('engine_lost') !== 0,
    monitors: monitors.map((row) => columns('monitor', ['container_id'], row).json('body', isMonitor)),
    subjects: subjects.map(subjectState),
    position: integer('position'),
  };
}

/** One statement sees one moment. */
export async function believed(sql: Sql): Promise<Pick<Remembered, 'tip' | 'subjects'>> {
  const query = db
    .selectFrom('state')
    .leftJoin('subject', (join) => join.onTrue())
    .select(['epoch', 'seq', 'chain', 'subject', 'container_id', 'created_at', 'last', 'flapping'])
    .orderBy('subject');
  const rows = await sql.query(query.compile());
  const subjects = rows.filter((row) => row['subject'] !== null);
  return { tip: tipOf(rows[0]), subjects: subjects.map(subjectState) };
}

function tipOf(row: Row | undefined): Tip | null {
  const { textOrNull, integer } = columns('state', [], row ?? {});
  const epoch = textOrNull('epoch');
  return epoch === null ? null : { epoch, seq: integer('seq'), chain: textOrNull('chain') ?? '' };
}

function subjectState(row: Row): SubjectState {
  const { text, textOrNull, json } = columns('subject', ['subject'], row);
  return {
    subject: text('subject'),
    containerId: textOrNull('container_id'),
    createdAt: textOrNull('created_at'),
    last: json('last', isEntry),
    flapping: json('flapping', isFlapping),
  };
}
