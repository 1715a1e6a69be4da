import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createSql, type Sql } from '../sql.ts';
import { sqliteAdapter } from './adapter.ts';
import { failure, isDamage } from './failure.ts';

/** So long a statement waits for another process to finish its own. */
const BUSY_TIMEOUT_MS = 5_000;
/** Damaged files that are kept; the last of them makes room for the next. */
export const MAX_DAMAGED = 3;

export interface OpenedSqlite {
  readonly sql: Sql;
  /** Where a damaged file has been moved, to begin a new one in its place; `null`: it was whole. */
  readonly damaged: string | null;
}

/**
 * Opens a SQLite file that no power cut takes a commit from: WAL, synchronous FULL. Creates it, and its folder, for this user alone.
 * Throws `storage` when it cannot be opened, and `timeout` when another process has it locked.
 *
 * `path`: of the file, or `:memory:`.
 */
export function openSqlite(path: string): OpenedSqlite {
  try {
    if (path === ':memory:') return { sql: opened(path), damaged: null };
    create(path);
    try {
      return { sql: opened(path), damaged: null };
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    const damaged = moveAside(path);
    create(path);
    return { sql: opened(path), damaged };
  } catch (error) {
    throw failure(error, path);
  }
}

/** Throws SQLite's own errors. */
function opened(path: string): Sql {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma trusted_schema = off');
    check(db);
    return createSql(sqliteAdapter(db, path));
  } catch (error) {
    db.close();
    throw error;
  }
}

function check(db: DatabaseSync): void {
  const found = db.prepare('pragma quick_check(1)').get();
  if (found?.['quick_check'] === 'ok') return;
  throw Object.assign(new Error(String(found?.['quick_check'])), { errcode: 11 });
}

function create(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (existsSync(path)) return;
  // SQLite gives its other files the mode of this one.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

function moveAside(path: string): string {
  const names = Array.from({ length: MAX_DAMAGED }, (_, n) => `${path}.damaged-${n + 1}`);
  const target = names.find((name) => !existsSync(name)) ?? names.at(-1) ?? path;
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
  return target;
}
