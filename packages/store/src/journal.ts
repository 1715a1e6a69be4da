import {
  type ChainedEntry,
  canonicalJson,
  type DayShare,
  dayShares,
  type JournalEntry,
  type Tip,
} from '@hale/core';
import { sql as raw } from 'kysely';
import type { Batch, Behind } from './agent-store.ts';
import { chunks } from './chunks.ts';
import type { HistoryQuery } from './records.ts';
import { columns } from './row.ts';
import { db } from './schema.ts';
import { isEntry } from './shapes.ts';
import type { Row, Sql, Statement } from './sql.ts';
import type { StoredEntry } from './stored-entry.ts';
import { tipAfter } from './tip-after.ts';

/** The journal stands where the entries were made to follow. */
export function tipStands(tip: Tip | null): Statement {
  return db
    .selectFrom('state')
    .select((eb) => eb.fn.countAll<number>().as('ok'))
    .where('epoch', tip ? '=' : 'is', tip?.epoch ?? null)
    .where('seq', '=', tip?.seq ?? 0)
    .where('chain', tip ? '=' : 'is', tip?.chain ?? null)
    .compile();
}

/** Writes entries at the positions that come next, moves the tip, and counts the days that they bring to an end. */
export function writeEntries(batch: Batch): readonly Statement[] {
  const { entries } = batch;
  const tip = tipAfter(batch);
  if (tip === batch.tip) return [];
  return [
    ...chunks([...entries.entries()], 10).map((chunk) =>
      db
        .insertInto('transition')
        .values(
          chunk.map(([index, entry]) => ({
            position: raw<number>`(select position from state) + ${index + 1}`,
            ...entryRow(entry),
          })),
        )
        .compile(),
    ),
    db
      .updateTable('state')
      .set((eb) => ({ ...tip, position: eb('position', '+', entries.length) }))
      .compile(),
    ...addDays(entries.map(({ entry }) => entry)),
  ];
}

/** Writes entries at positions that they have already. */
export function restoreEntries(entries: readonly StoredEntry[]): readonly Statement[] {
  return [
    ...chunks(entries, 10).map((chunk) =>
      db
        .insertInto('transition')
        .values(chunk.map((entry) => ({ position: entry.position, ...entryRow(entry) })))
        .compile(),
    ),
    ...addDays(entries.map(({ entry }) => entry)),
  ];
}

export function entryRow({ entry, coreHash, outputHash, chain }: ChainedEntry) {
  const { container, ...rest } = entry;
  const { output = null, ...facts } = container ?? {};
  return {
    epoch: entry.epoch,
    seq: entry.seq,
    subject: entry.subject,
    at: entry.at,
    body: canonicalJson(container ? { ...rest, container: facts } : rest),
    output,
    core_hash: coreHash,
    output_hash: outputHash,
    chain,
  };
}

export function addDays(entries: readonly JournalEntry[]): readonly Statement[] {
  return chunks(entries.flatMap(dayShares), 6).map((chunk) =>
    db
      .insertInto('rollup_day')
      .values(
        chunk.map(({ subject, day, upMs, downMs, startingMs, excludedMs }) => ({
          subject,
          day,
          up_ms: upMs,
          down_ms: downMs,
          starting_ms: startingMs,
          excluded_ms: excludedMs,
        })),
      )
      .onConflict((on) =>
        on.columns(['subject', 'day']).doUpdateSet((eb) => ({
          up_ms: eb('rollup_day.up_ms', '+', eb.ref('excluded.up_ms')),
          down_ms: eb('rollup_day.down_ms', '+', eb.ref('excluded.down_ms')),
          starting_ms: eb('rollup_day.starting_ms', '+', eb.ref('excluded.starting_ms')),
          excluded_ms: eb('rollup_day.excluded_ms', '+', eb.ref('excluded.excluded_ms')),
        })),
      )
      .compile(),
  );
}

export async function history(
  sql: Sql,
  { subject, since, before, limit }: HistoryQuery,
): Promise<readonly JournalEntry[]> {
  let query = db.selectFrom('transition').selectAll().orderBy('position', 'desc').limit(limit);
  if (subject !== undefined) query = query.where('subject', '=', subject);
  if (since !== undefined) query = query.where('at', '>=', since);
  if (before !== undefined) query = query.where('position', '<', positionOf(before));
  return (await sql.query(query.compile())).map((row) => storedEntry(row).entry);
}

function positionOf({ epoch, seq }: Pick<JournalEntry, 'epoch' | 'seq'>) {
  return db.selectFrom('transition').select('position').where('epoch', '=', epoch).where('seq', '=', seq);
}

export async function entriesAfter(
  sql: Sql,
  position: number,
  limit: number,
): Promise<readonly StoredEntry[]> {
  const query = db
    .selectFrom('transition')
    .selectAll()
    .where('position', '>', position)
    .orderBy('position')
    .limit(limit);
  return (await sql.query(query.compile())).map(storedEntry);
}

export async function chain(
  sql: Sql,
  epoch: string,
  after: number,
  limit: number,
): Promise<readonly StoredEntry[]> {
  const query = db
    .selectFrom('transition')
    .selectAll()
    .where('epoch', '=', epoch)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit);
  return (await sql.query(query.compile())).map(storedEntry);
}

export async function earlier(
  sql: Sql,
  epoch: string,
  limit: number,
): Promise<readonly Pick<JournalEntry, 'epoch' | 'seq'>[]> {
  const query = db
    .selectFrom('transition')
    .select(({ fn }) => ['epoch', fn.max<number>('seq').as('seq')])
    .where('epoch', '<>', epoch)
    .groupBy('epoch')
    .orderBy(({ fn }) => fn.max('position'), 'desc')
    .limit(limit);
  return (await sql.query(query.compile())).map((row) => {
    const { text, integer } = columns('transition', ['epoch'], row);
    return { epoch: text('epoch'), seq: integer('seq') };
  });
}

export async function behind(sql: Sql, epoch: string, after: number): Promise<Behind> {
  const query = db
    .selectFrom('transition')
    .select(({ fn }) => [
      fn.countAll<number>().as('entries'),
      fn.sum<number | null>(fn<number>('octet_length', ['body'])).as('facts'),
      fn.sum<number | null>(fn<number>('octet_length', ['output'])).as('outputs'),
      fn.min<number | null>('at').as('oldest_at'),
    ])
    .where('epoch', '=', epoch)
    .where('seq', '>', after);
  const [row = {}] = await sql.query(query.compile());
  const { integer, integerOrNull } = columns('transition', [], row);
  return {
    entries: integer('entries'),
    bytes: (integerOrNull('facts') ?? 0) + (integerOrNull('outputs') ?? 0),
    oldestAt: integerOrNull('oldest_at'),
  };
}

export async function days(
  sql: Sql,
  { subject, from, limit }: { readonly subject?: string; readonly from: number; readonly limit: number },
): Promise<readonly DayShare[]> {
  let query = db
    .selectFrom('rollup_day')
    .selectAll()
    .where('day', '>=', from)
    .orderBy('day')
    .orderBy('subject')
    .limit(limit);
  if (subject !== undefined) query = query.where('subject', '=', subject);
  return (await sql.query(query.compile())).map((row) => {
    const { text, integer } = columns('rollup_day', ['subject', 'day'], row);
    return {
      subject: text('subject'),
      day: integer('day'),
      upMs: integer('up_ms'),
      downMs: integer('down_ms'),
      startingMs: integer('starting_ms'),
      excludedMs: integer('excluded_ms'),
    };
  });
}

export function storedEntry(row: Row): StoredEntry {
  const { text, textOrNull, integer, json } = columns('transition', ['position'], row);
  const body = json('body', isEntry);
  const output = textOrNull('output');
  return {
    position: integer('position'),
    entry: body.container ? { ...body, container: { ...body.container, output } } : body,
    coreHash: text('core_hash'),
    outputHash: text('output_hash'),
    chain: text('chain'),
  };
}
