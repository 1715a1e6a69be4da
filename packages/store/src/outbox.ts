import type { DeadLetter, Delivery, DestinationState, OutboxChanges } from '@hale/core';
import { type Expression, sql as raw, type SqlBool } from 'kysely';
import { chunks } from './chunks.ts';
import { columns } from './row.ts';
import { db } from './schema.ts';
import { isDeadLetter, isDelivery, isDestination } from './shapes.ts';
import type { Row, Sql, Statement } from './sql.ts';

export interface Change {
  readonly guards: readonly Statement[];
  readonly statements: readonly Statement[];
}

/** Each row only over the version that it was made from. */
export function changeOutbox(changes: OutboxChanges): Change {
  const { deliveries = [], settled = [], destinations = [], dead = [], revived = [] } = changes;
  return {
    guards: [...deliveriesStand([...deliveries, ...settled]), ...destinationsStand(destinations)],
    statements: [
      ...removeDeliveries(settled),
      ...writeDeliveries(deliveries, 1),
      ...writeDestinations(destinations, 1),
      ...removeDead(revived),
      ...writeDead(dead),
    ],
  };
}

/** `step`: what is added to each version. */
export function writeDeliveries(deliveries: readonly Delivery[], step: 0 | 1): readonly Statement[] {
  return chunks(deliveries, 5).map((chunk) =>
    db
      .insertInto('delivery')
      .values(
        chunk.map(({ version, ...body }) => ({
          destination: body.destination,
          subject: body.subject,
          ready_at: body.leaseUntil ?? body.dueAt,
          version: version + step,
          body: JSON.stringify(body),
        })),
      )
      .onConflict((on) =>
        on.columns(['destination', 'subject']).doUpdateSet((eb) => ({
          ready_at: eb.ref('excluded.ready_at'),
          version: eb.ref('excluded.version'),
          body: eb.ref('excluded.body'),
        })),
      )
      .compile(),
  );
}

export function writeDestinations(
  destinations: readonly DestinationState[],
  step: 0 | 1,
): readonly Statement[] {
  return chunks(destinations, 4).map((chunk) =>
    db
      .insertInto('destination')
      .values(
        chunk.map(({ version, ...body }) => ({
          name: body.name,
          version: version + step,
          feed_position: body.feed?.position ?? null,
          body: JSON.stringify(body),
        })),
      )
      .onConflict((on) =>
        on.column('name').doUpdateSet((eb) => ({
          version: eb.ref('excluded.version'),
          feed_position: eb.ref('excluded.feed_position'),
          body: eb.ref('excluded.body'),
        })),
      )
      .compile(),
  );
}

export function writeDead(dead: readonly DeadLetter[]): readonly Statement[] {
  return chunks(dead, 4).map((chunk) =>
    db
      .insertInto('dead_letter')
      .values(
        chunk.map((letter) => ({
          destination: letter.destination,
          entry_id: letter.entry.id,
          at: letter.at,
          body: JSON.stringify(letter),
        })),
      )
      .onConflict((on) =>
        on.columns(['destination', 'entry_id']).doUpdateSet((eb) => ({
          at: eb.ref('excluded.at'),
          body: eb.ref('excluded.body'),
        })),
      )
      .compile(),
  );
}

function removeDeliveries(settled: readonly Delivery[]): readonly Statement[] {
  return chunks(settled, 2).map((chunk) =>
    db
      .deleteFrom('delivery')
      .where((eb) => eb.or(chunk.map(({ destination, subject }) => eb.and({ destination, subject }))))
      .compile(),
  );
}

function removeDead(revived: readonly DeadLetter[]): readonly Statement[] {
  return chunks(revived, 2).map((chunk) =>
    db
      .deleteFrom('dead_letter')
      .where((eb) =>
        eb.or(chunk.map(({ destination, entry }) => eb.and({ destination, entry_id: entry.id }))),
      )
      .compile(),
  );
}

/** A version of 0 stands for no row. */
function deliveriesStand(rows: readonly Delivery[]): readonly Statement[] {
  const [known, fresh] = [
    rows.filter(({ version }) => version > 0),
    rows.filter(({ version }) => version === 0),
  ];
  return [
    ...chunks(known, 3, 1).map((chunk) =>
      db
        .selectFrom('delivery')
        .select((eb) => eb(eb.fn.countAll<number>(), '=', chunk.length).as('ok'))
        .where((eb) =>
          eb.or(chunk.map(({ destination, subject, version }) => eb.and({ destination, subject, version }))),
        )
        .compile(),
    ),
    ...chunks(fresh, 2, 1).map((chunk) =>
      db
        .selectFrom('delivery')
        .select((eb) => eb(eb.fn.countAll<number>(), '=', 0).as('ok'))
        .where((eb) => eb.or(chunk.map(({ destination, subject }) => eb.and({ destination, subject }))))
        .compile(),
    ),
  ];
}

function destinationsStand(rows: readonly DestinationState[]): readonly Statement[] {
  return rows.map(({ name, version }) => {
    const query = db
      .selectFrom('destination')
      .select((eb) => eb(eb.fn.countAll<number>(), '=', version > 0 ? 1 : 0).as('ok'))
      .where('name', '=', name);
    return (version > 0 ? query.where('version', '=', version) : query).compile();
  });
}

const EVERY = raw<SqlBool>`true`;

/** `among`: of which rows; of all, if nothing is said. */
export async function due(
  sql: Sql,
  destination: string,
  now: number,
  limit: number,
  among: Expression<SqlBool> = EVERY,
): Promise<readonly Delivery[]> {
  const query = db
    .selectFrom('delivery')
    .selectAll()
    .where('destination', '=', destination)
    .where('ready_at', '<=', now)
    .where(among)
    .orderBy('ready_at')
    .orderBy('subject')
    .limit(limit);
  return (await sql.query(query.compile())).map(delivery);
}

export async function nextDue(
  sql: Sql,
  destination: string,
  among: Expression<SqlBool> = EVERY,
): Promise<number | null> {
  const query = db
    .selectFrom('delivery')
    .select('ready_at')
    .where('destination', '=', destination)
    .where('ready_at', 'is not', null)
    .where(among)
    .orderBy('ready_at')
    .limit(1);
  const [row] = await sql.query(query.compile());
  return row ? columns('delivery', [], row).integer('ready_at') : null;
}

export async function deliveriesOf(
  sql: Sql,
  destination: string,
  subjects: readonly string[],
): Promise<readonly Delivery[]> {
  const found: Delivery[] = [];
  for (const chunk of chunks(subjects, 1, 1)) {
    const query = db
      .selectFrom('delivery')
      .selectAll()
      .where('destination', '=', destination)
      .where('subject', 'in', chunk);
    found.push(...(await sql.query(query.compile())).map(delivery));
  }
  return found;
}

export async function allDeliveries(sql: Sql, limit: number): Promise<readonly Delivery[]> {
  const query = db.selectFrom('delivery').selectAll().orderBy('destination').orderBy('subject').limit(limit);
  return (await sql.query(query.compile())).map(delivery);
}

export async function deadLetters(sql: Sql, limit: number): Promise<readonly DeadLetter[]> {
  const query = db
    .selectFrom('dead_letter')
    .selectAll()
    .orderBy('at', 'desc')
    .orderBy('destination')
    .orderBy('entry_id')
    .limit(limit);
  return (await sql.query(query.compile())).map((row) =>
    columns('dead_letter', ['destination', 'entry_id'], row).json('body', isDeadLetter),
  );
}

export async function destinationStates(sql: Sql): Promise<readonly DestinationState[]> {
  const query = db.selectFrom('destination').selectAll().orderBy('name');
  return (await sql.query(query.compile())).map((row) => {
    const { json, integer } = columns('destination', ['name'], row);
    return { ...json('body', isDestination), version: integer('version') };
  });
}

export function delivery(row: Row): Delivery {
  const { json, integer } = columns('delivery', ['destination', 'subject'], row);
  return { ...json('body', isDelivery), version: integer('version') };
}
