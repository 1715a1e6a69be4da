import { columns } from '../row.ts';
import type { Row, Sql, Statement } from '../sql.ts';
import {
  type AgentRecord,
  type EnrolledAgent,
  LEASE_STATES,
  type LeaseState,
  type Silent,
} from './hub-store.ts';
import { db } from './schema.ts';
import { isStreamBody } from './shapes.ts';

export async function agentByKey(sql: Sql, key: string): Promise<EnrolledAgent | null> {
  const [row] = await sql.query(db.selectFrom('agent').selectAll().where('key', '=', key).compile());
  return row ? agentOf(row) : null;
}

export async function agentRecord(sql: Sql, id: string): Promise<AgentRecord | null> {
  const [row] = await sql.query(records().where('agent.id', '=', id).compile());
  return row ? recordOf(row) : null;
}

export async function agentRecords(
  sql: Sql,
  { after, limit }: { readonly after?: string; readonly limit: number },
): Promise<readonly AgentRecord[]> {
  let query = records().orderBy('agent.id').limit(limit);
  if (after !== undefined) query = query.where('agent.id', '>', after);
  return (await sql.query(query.compile())).map(recordOf);
}

export async function expiredAgents(sql: Sql, now: number, limit: number): Promise<readonly AgentRecord[]> {
  const query = records()
    .where('lease.state', '=', 'live')
    .where('lease.until', '<', now)
    .orderBy('lease.until')
    .orderBy('lease.agent')
    .limit(limit);
  return (await sql.query(query.compile())).map(recordOf);
}

export async function countSilent(
  sql: Sql,
  { until, lostSince }: { readonly until: number; readonly lostSince: number },
): Promise<Silent> {
  const lease = () => db.selectFrom('lease').select(({ fn }) => fn.countAll<number>().as('agents'));
  const expired = lease().where('state', '=', 'live').where('until', '<', until);
  const lost = lease().where('state', '=', 'lost').where('since', '>=', lostSince);
  const [row = {}] = await sql.query(db.selectNoFrom([expired.as('expired'), lost.as('lost')]).compile());
  const { integer } = columns('lease', [], row);
  return { expired: integer('expired'), lost: integer('lost') };
}

export async function countAgents(sql: Sql): Promise<Readonly<Record<LeaseState, number>>> {
  const query = db
    .selectFrom('lease')
    .select(({ fn }) => ['state', fn.countAll<number>().as('agents')])
    .groupBy('state');
  const counts = { enrolled: 0, live: 0, lost: 0, stopped: 0, revoked: 0 };
  for (const row of await sql.query(query.compile())) {
    const { oneOf, integer } = columns('lease', ['state'], row);
    counts[oneOf('state', LEASE_STATES)] = integer('agents');
  }
  return counts;
}

/** What they say of themselves: never who they are, and how they prove it. */
export function describeAgents(agents: readonly EnrolledAgent[]): readonly Statement[] {
  return agents.map((agent) => {
    const { id, key: _, sha256: __, since: ___, ...said } = agentRow(agent);
    return db.updateTable('agent').set(said).where('id', '=', id).compile();
  });
}

export function agentRow({ host, revokedAt, ...agent }: EnrolledAgent) {
  const { name, os, arch, engine } = host;
  const { id, key, sha256, since, version, remembers, tells } = agent;
  return {
    id,
    key,
    sha256,
    since,
    revoked_at: revokedAt,
    host: name,
    os,
    arch,
    engine,
    version,
    remembers,
    tells,
  };
}

function records() {
  return db
    .selectFrom('agent')
    .innerJoin('stream', 'stream.agent', 'agent.id')
    .innerJoin('lease', 'lease.agent', 'agent.id')
    .selectAll('agent')
    .select(['stream.session', 'stream.body', 'stream.version as stream_version'])
    .select(['lease.state', 'lease.heard_at', 'lease.until', 'lease.sync_ms'])
    .select(['lease.since as lease_since', 'lease.version as lease_version']);
}

function recordOf(row: Row): AgentRecord {
  const { text, textOrNull, integer, integerOrNull, oneOf, json } = columns('agent', ['id'], row);
  const agent = text('id');
  return {
    agent: agentOf(row),
    stream: {
      ...json('body', isStreamBody),
      agent,
      session: textOrNull('session'),
      version: integer('stream_version'),
    },
    lease: {
      agent,
      state: oneOf('state', LEASE_STATES),
      since: integer('lease_since'),
      heardAt: integerOrNull('heard_at'),
      until: integerOrNull('until'),
      syncMs: integer('sync_ms'),
      version: integer('lease_version'),
    },
  };
}

function agentOf(row: Row): EnrolledAgent {
  const { text, textOrNull, integer, integerOrNull, oneOf } = columns('agent', ['id'], row);
  return {
    id: text('id'),
    key: text('key'),
    sha256: text('sha256'),
    since: integer('since'),
    revokedAt: integerOrNull('revoked_at'),
    host: {
      name: text('host'),
      os: textOrNull('os'),
      arch: textOrNull('arch'),
      engine: textOrNull('engine'),
    },
    version: textOrNull('version'),
    remembers: oneOf('remembers', ['disk', 'memory']),
    tells: oneOf('tells', ['agent', 'hub']),
  };
}
