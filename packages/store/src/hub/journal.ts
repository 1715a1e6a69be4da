import {
  agentSubject,
  type ChainedEntry,
  DAY_MS,
  type JournalEntry,
  type PositionedEntry,
  subjectParts,
} from '@hale/core';
import { type AliasedExpression, sql as raw } from 'kysely';
import { chunks } from '../chunks.ts';
import { addDays, entryRow, storedEntry } from '../journal.ts';
import type { HistoryQuery } from '../records.ts';
import { columns } from '../row.ts';
import type { Row, Sql, Statement } from '../sql.ts';
import { fleetEntry } from './fleet-entry.ts';
import type { HubBatch, ReceivedEntry } from './hub-store.ts';
import { db, type HubTables } from './schema.ts';

/** Of the hub's own entries. */
export const OWN = '';

type Journal = Pick<HubBatch, 'received' | 'own'>;

/** No entry has been received in its place already. */
export function placesFree({ received = [] }: Journal): readonly Statement[] {
  const runs = Map.groupBy(received, ({ chained }) => chained.entry.epoch);
  return [...runs].map(([epoch, run]) => {
    const seqs = run.map(({ chained }) => chained.entry.seq);
    const taken = db
      .selectFrom('transition')
      .select('position')
      .where('epoch', '=', epoch)
      .where(
        'seq',
        '>=',
        seqs.reduce((a, b) => Math.min(a, b)),
      )
      .where(
        'seq',
        '<=',
        seqs.reduce((a, b) => Math.max(a, b)),
      );
    return db.selectNoFrom((eb) => eb.not(eb.exists(taken)).as('ok')).compile();
  });
}

/** Writes entries at the positions that come next, counts the days that they bring to an end, and moves the tip of the hub's own. */
export function writeJournal({ received = [], own }: Journal): readonly Statement[] {
  const told = own?.entries ?? [];
  const rows = [
    ...received.map(receivedRow),
    ...told.map((chained) => ownRow(chained, own?.elsewhere ?? [])),
  ];
  if (rows.length === 0) return [];
  const last = told.at(-1);
  const tip = last ? { epoch: last.entry.epoch, seq: last.entry.seq, chain: last.chain } : {};
  return [
    ...chunks([...rows.entries()], 13).map((chunk) =>
      db
        .insertInto('transition')
        .values(
          chunk.map(([index, row]) => ({
            position: raw<number>`(select position from state) + ${index + 1}`,
            ...row,
          })),
        )
        .compile(),
    ),
    db
      .updateTable('state')
      .set((eb) => ({ ...tip, position: eb('position', '+', rows.length) }))
      .compile(),
    ...addDays([...received.map((each) => spent(each, received.length)), ...told.map(({ entry }) => entry)]),
  ];
}

function receivedRow({ agent, receivedAt, elsewhere, chained }: ReceivedEntry) {
  return { agent, received_at: receivedAt, elsewhere: elsewhere ? 1 : 0, ...entryRow(chained) };
}

function ownRow(chained: ChainedEntry, elsewhere: readonly string[]) {
  return {
    agent: OWN,
    received_at: chained.entry.at,
    elsewhere: elsewhere.includes(chained.entry.id) ? 1 : 0,
    ...entryRow(chained),
  };
}

/** Rows of days that one batch may touch: an entry that claims to end the last fifty years is one of many. */
const MAX_DAY_ROWS = 5_000;

/** The time that it brings to an end; no agent's clock counts a day that has not come. `of`: entries of the batch. */
function spent({ agent, receivedAt, chained: { entry } }: ReceivedEntry, of: number): JournalEntry {
  const at = Math.min(entry.at, receivedAt);
  const longestMs = Math.max(1, Math.floor(MAX_DAY_ROWS / of)) * DAY_MS;
  const fromAt = entry.fromAt === null ? null : Math.max(entry.fromAt, at - longestMs);
  return { ...entry, subject: agentSubject(agent, entry.subject), at, fromAt };
}

/** Of one epoch, as it came. */
export async function chain(
  sql: Sql,
  agent: string,
  epoch: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly ChainedEntry[]> {
  const query = db
    .selectFrom('transition')
    .selectAll()
    .where('agent', '=', agent)
    .where('epoch', '=', epoch)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit);
  return (await sql.query(query.compile())).map((row) => {
    const { position: _, ...chained } = storedEntry(row);
    return chained;
  });
}

export async function entriesAfter(
  sql: Sql,
  position: number,
  limit: number,
): Promise<readonly PositionedEntry[]> {
  const next = db
    .selectFrom('transition')
    .selectAll()
    .where('position', '>', position)
    .orderBy('position')
    .limit(limit);
  const query = withHost(next.as('entry'));
  return (await sql.query(query.orderBy('position').compile())).map(positioned);
}

export async function history(
  sql: Sql,
  asked: HistoryQuery & { readonly agent?: string },
): Promise<readonly JournalEntry[]> {
  const [first, second] = placesOf(asked).map((place) => newest(asked, place));
  if (!first) return [];
  let rows = db.selectFrom(first.as('found')).selectAll();
  if (second) rows = rows.unionAll(db.selectFrom(second.as('found')).selectAll());
  const query = withHost(rows.as('entry')).orderBy('position', 'desc').limit(asked.limit);
  return (await sql.query(query.compile())).map((row) => positioned(row).entry);
}

/** Whose entries, and of which subject in their words. */
interface Place {
  readonly agent?: string;
  readonly subject?: string;
}

/** What an agent has told, and what the hub has found out about it and about what it has told of, are in two journals. */
function placesOf({ agent, subject }: Place): readonly Place[] {
  if (subject === undefined)
    return agent === undefined ? [{}] : [{ agent }, { agent: OWN, subject: agentSubject(agent) }];
  const parts = subjectParts(subject);
  if (agent !== undefined && parts.agent !== agent) return [];
  if (parts.agent === null || parts.kind === 'agent') return [{ agent: OWN, subject }];
  const own = subject.slice(agentSubject(parts.agent, '').length);
  return [
    { agent: parts.agent, subject: own },
    { agent: OWN, subject },
  ];
}

function newest({ since, before, limit }: HistoryQuery, { agent, subject }: Place) {
  let query = db.selectFrom('transition').selectAll().orderBy('position', 'desc').limit(limit);
  if (agent !== undefined) query = query.where('agent', '=', agent);
  if (subject !== undefined) query = query.where('subject', '=', subject);
  if (since !== undefined) query = query.where('at', '>=', since);
  if (before !== undefined)
    query = query.where('position', '<', (eb) =>
      eb
        .selectFrom('transition')
        .select('position')
        .where('epoch', '=', before.epoch)
        .where('seq', '=', before.seq),
    );
  return query;
}

function withHost(entries: AliasedExpression<HubTables['transition'], 'entry'>) {
  return db
    .selectFrom(entries)
    .leftJoin('agent as teller', 'teller.id', 'entry.agent')
    .selectAll('entry')
    .select('teller.host');
}

function positioned(row: Row): PositionedEntry {
  const { text, textOrNull, integer } = columns('transition', ['position'], row);
  const { position, entry } = storedEntry(row);
  const agent = text('agent');
  return {
    position,
    entry: agent === OWN ? entry : fleetEntry(entry, agent, textOrNull('host') ?? agent),
    ...(integer('elsewhere') !== 0 && { elsewhere: true }),
  };
}
