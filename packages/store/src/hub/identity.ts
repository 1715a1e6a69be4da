import { columns } from '../row.ts';
import type { Sql, Statement } from '../sql.ts';
import type { ApiToken, HubIdentity } from './hub-store.ts';
import { OWN } from './journal.ts';
import { db } from './schema.ts';

export async function hubIdentity(sql: Sql): Promise<HubIdentity | null> {
  const [row = {}] = await sql.query(db.selectFrom('state').selectAll().compile());
  const { text, textOrNull, integer } = columns('state', [], row);
  const id = textOrNull('hub_id');
  if (id === null) return null;
  const tip = { epoch: text('epoch'), seq: integer('seq'), chain: text('chain') };
  return { id, since: integer('since'), tip };
}

/** No agent's journal can have the name of the hub's own. */
export async function found(sql: Sql, { id, since, tip }: HubIdentity, token: ApiToken): Promise<boolean> {
  const { name, sha256, scope } = token;
  const nobody = db
    .selectFrom('state')
    .select(({ fn }) => fn.countAll<number>().as('ok'))
    .where('hub_id', 'is', null);
  const statements: readonly Statement[] = [
    db
      .updateTable('state')
      .set({ hub_id: id, since, ...tip })
      .compile(),
    db.insertInto('epoch').values({ epoch: tip.epoch, agent: OWN }).compile(),
    db.insertInto('token').values({ name, sha256, scope }).compile(),
  ];
  return (await sql.batch(statements, [nobody.compile()])) === 'done';
}

export async function apiTokens(sql: Sql): Promise<readonly ApiToken[]> {
  return (await sql.query(db.selectFrom('token').selectAll().orderBy('name').compile())).map((row) => {
    const { text, oneOf } = columns('token', ['name'], row);
    return { name: text('name'), sha256: text('sha256'), scope: oneOf('scope', ['read', 'operate']) };
  });
}
