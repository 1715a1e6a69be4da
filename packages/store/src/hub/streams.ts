import { chunks } from '../chunks.ts';
import type { Statement } from '../sql.ts';
import type { Lease, Stream } from './hub-store.ts';
import { db } from './schema.ts';

interface Versioned {
  readonly agent: string;
  readonly version: number;
}

/** Each is there in the version that it was made from. */
export function versionsStand(table: 'stream' | 'lease', rows: readonly Versioned[]): readonly Statement[] {
  const distinct = [...new Map(rows.map((row) => [`${row.version} ${row.agent}`, row])).values()];
  return chunks(distinct, 2, 1).map((chunk) =>
    db
      .selectFrom(table)
      .select((eb) => eb(eb.fn.countAll<number>(), '=', chunk.length).as('ok'))
      .where((eb) => eb.or(chunk.map(({ agent, version }) => eb.and({ agent, version }))))
      .compile(),
  );
}

export function writeStreams(streams: readonly Stream[]): readonly Statement[] {
  return chunks(streams, 4).map((chunk) =>
    db
      .insertInto('stream')
      .values(chunk.map(streamRow))
      .onConflict((on) =>
        on.column('agent').doUpdateSet((eb) => ({
          session: eb.ref('excluded.session'),
          version: eb.ref('excluded.version'),
          body: eb.ref('excluded.body'),
        })),
      )
      .compile(),
  );
}

export function writeLeases(leases: readonly Lease[]): readonly Statement[] {
  return chunks(leases, 7).map((chunk) =>
    db
      .insertInto('lease')
      .values(chunk.map(leaseRow))
      .onConflict((on) =>
        on.column('agent').doUpdateSet((eb) => ({
          state: eb.ref('excluded.state'),
          since: eb.ref('excluded.since'),
          heard_at: eb.ref('excluded.heard_at'),
          until: eb.ref('excluded.until'),
          sync_ms: eb.ref('excluded.sync_ms'),
          version: eb.ref('excluded.version'),
        })),
      )
      .compile(),
  );
}

export function streamRow({ agent, session, version, ...body }: Stream) {
  return { agent, session, version: version + 1, body: JSON.stringify(body) };
}

export function leaseRow({ agent, state, since, heardAt, until, syncMs, version }: Lease) {
  return { agent, state, since, heard_at: heardAt, until, sync_ms: syncMs, version: version + 1 };
}
