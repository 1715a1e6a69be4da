import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { CheckedStatement, Row, SqlAdapter, SqlValue } from '../sql.ts';
import { failure, isFailedCheck } from './failure.ts';

/** Statements that are kept prepared. */
const MAX_PREPARED = 200;

/** `path`: what errors call it. */
export function sqliteAdapter(db: DatabaseSync, path: string): SqlAdapter {
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql);
    if (known) return known;
    if (prepared.size >= MAX_PREPARED) prepared.clear();
    const statement = db.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  const run = ({ sql, parameters }: CheckedStatement): readonly Row[] =>
    prepare(sql)
      .all(...parameters)
      .map(plain);
  const rollback = (): void => {
    // A full disk has rolled back already.
    if (db.isTransaction) db.exec('rollback');
  };
  return {
    query: async (statement) => {
      try {
        return run(statement);
      } catch (error) {
        throw failure(error, path);
      }
    },
    batch: async (statements) => {
      try {
        db.exec('begin immediate');
        for (const statement of statements) run(statement);
        db.exec('commit');
        return 'done';
      } catch (error) {
        rollback();
        if (isFailedCheck(error)) return 'conflict';
        throw failure(error, path);
      }
    },
    close: async () => db.close(),
  };
}

/** Rows come without a prototype; bigints only where they were asked for. */
function plain(given: Readonly<Record<string, SQLOutputValue>>): Row {
  const row: Record<string, SqlValue> = {};
  for (const [name, value] of Object.entries(given))
    row[name] = typeof value === 'bigint' ? String(value) : value;
  return row;
}
