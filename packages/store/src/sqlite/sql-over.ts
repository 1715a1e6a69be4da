import type { DatabaseSync } from 'node:sqlite';
import { createSql, type Sql } from '../sql.ts';
import { sqliteAdapter } from './adapter.ts';

/** The port over a database that is open already, with whatever pragmas it has. `path`: what errors call it. */
export function sqlOver(db: DatabaseSync, path: string): Sql {
  return createSql(sqliteAdapter(db, path));
}
