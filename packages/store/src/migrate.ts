import { HaleError } from '@hale/core';
import { MIGRATIONS } from './migrations.ts';
import { columns } from './row.ts';
import { GUARD_TABLE, type Sql, type Statement } from './sql.ts';

const LEDGER = 'create table if not exists migration (version integer primary key) strict';

/**
 * Brings the tables up to date, each migration once and whole.
 *
 * Throws `unsupported` when a newer hale has been here, and `conflict` when another one is at it.
 */
export async function migrate(sql: Sql, migrations = MIGRATIONS): Promise<void> {
  await sql.batch([LEDGER, GUARD_TABLE].map(bare));
  const [row] = await sql.query(bare('select coalesce(max(version), 0) as version from migration'));
  const version = row ? columns('migration', [], row).integer('version') : 0;
  if (version > migrations.length)
    throw new HaleError(
      'unsupported',
      `the store is of a newer hale: version ${version}, this one knows ${migrations.length}`,
      { path: 'migration', hint: 'start the newer hale again, or move the store away and begin a new one' },
    );
  for (const [index, statements] of migrations.entries()) {
    const next = index + 1;
    if (next <= version) continue;
    const record = { sql: 'insert into migration (version) values (?)', parameters: [next] };
    const before = {
      sql: 'select coalesce(max(version), 0) = ? from migration',
      parameters: [index],
    };
    const outcome = await sql.batch([...statements.map(bare), record], [before]);
    if (outcome === 'conflict')
      throw new HaleError('conflict', `another hale is changing the store to version ${next}`, {
        path: 'migration',
        hint: 'wait for it, and start again',
      });
  }
}

function bare(sql: string): Statement {
  return { sql, parameters: [] };
}
