import type { Delivery } from '@hale/core';
import { sql as raw, type SqlBool } from 'kysely';
import { delivery } from '../outbox.ts';
import type { Sql } from '../sql.ts';
import { db } from './schema.ts';

/** What is out of sight is no news: that its agent is lost has been told. */
export const IN_SIGHT = raw<SqlBool>`not exists (
  select 1 from lease where lease.agent = delivery.agent and lease.state = 'lost'
)`;

export async function deliveriesOfAgent(sql: Sql, agent: string): Promise<readonly Delivery[]> {
  const query = db
    .selectFrom('delivery')
    .selectAll()
    .where(raw<SqlBool>`agent = ${agent}`)
    .orderBy('destination')
    .orderBy('subject');
  return (await sql.query(query.compile())).map(delivery);
}
