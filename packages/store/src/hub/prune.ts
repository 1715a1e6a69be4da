import { days, entries, excessDead, oldDead, outputs, silences, sweep } from '../prune.ts';
import { SLICE_ROWS } from '../retention.ts';
import type { Sql, Statement } from '../sql.ts';
import { CLOSED_EPOCH_MS, FLEET_ROWS, INVITATION_MS, LOSS_MS, PART_MS, REJECTED_ROWS } from './retention.ts';
import { db } from './schema.ts';

/** Entries before the gaps that explain the holes between them. */
export async function pruneHub(sql: Sql, now: number): Promise<number> {
  return sweep(sql, [
    outputs(now, 'received_at'),
    await entries(sql, now, FLEET_ROWS, 'received_at'),
    oldDead(now),
    excessDead(),
    days(now),
    silences(now),
    before('snapshot_part', now - PART_MS),
    before('gap', now - LOSS_MS),
    before('rejected', now - LOSS_MS),
    excessRejected(),
    epochs(now),
    invitations(now),
  ]);
}

function before(table: 'snapshot_part' | 'gap' | 'rejected', at: number): Statement {
  return db
    .deleteFrom(table)
    .where('id', 'in', (eb) =>
      eb.selectFrom(table).select('id').where('at', '<', at).orderBy('at').limit(SLICE_ROWS),
    )
    .returning('id')
    .compile();
}

function excessRejected(): Statement {
  return db
    .deleteFrom('rejected')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('rejected')
        .select('id')
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(SLICE_ROWS)
        .offset(REJECTED_ROWS),
    )
    .returning('id')
    .compile();
}

function epochs(now: number): Statement {
  return db
    .deleteFrom('epoch')
    .where('epoch', 'in', (eb) =>
      eb
        .selectFrom('epoch')
        .select('epoch')
        .where('closed_at', '<', now - CLOSED_EPOCH_MS)
        .orderBy('closed_at')
        .limit(SLICE_ROWS),
    )
    .returning('epoch')
    .compile();
}

function invitations(now: number): Statement {
  return db
    .deleteFrom('invitation')
    .where('key', 'in', (eb) =>
      eb
        .selectFrom('invitation')
        .select('key')
        .where('until', '<', now - INVITATION_MS)
        .orderBy('until')
        .limit(SLICE_ROWS),
    )
    .returning('key')
    .compile();
}
