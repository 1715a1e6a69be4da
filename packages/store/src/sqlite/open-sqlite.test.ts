import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Statement } from '../sql.ts';
import { describeSql } from '../testing/sql-conformance.ts';
import { MAX_DAMAGED, openSqlite } from './open-sqlite.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hale-sqlite-'));
  path = join(folder, 'agent.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const say = (sql: string, ...parameters: readonly unknown[]): Statement => ({ sql, parameters });

describeSql('sqlite in memory', async () => openSqlite(':memory:').sql);
describeSql('sqlite in a file', async () => openSqlite(path).sql);

describe('openSqlite', () => {
  it('syncs each commit, in a file that readers do not block', async () => {
    const { sql, damaged } = openSqlite(path);
    expect(damaged).toBeNull();
    expect(await sql.query(say('pragma journal_mode'))).toEqual([{ journal_mode: 'wal' }]);
    expect(await sql.query(say('pragma synchronous'))).toEqual([{ synchronous: 2 }]);
    await sql.close();
  });

  it('keeps what it makes to this user', async () => {
    const deep = join(folder, 'a', 'b');
    const { sql } = openSqlite(join(deep, 'agent.db'));
    await sql.batch([say('create table t (a) ')]);
    expect(statSync(deep).mode & 0o777).toBe(0o700);
    const files = readdirSync(deep);
    expect(files.toSorted()).toEqual(['agent.db', 'agent.db-shm', 'agent.db-wal']);
    for (const file of files) expect(statSync(join(deep, file)).mode & 0o777).toBe(0o600);
    await sql.close();
  });

  it('has what it had when it is opened again', async () => {
    const first = openSqlite(path).sql;
    await first.batch([say('create table t (a)'), say('insert into t values (?)', 'kept')]);
    await first.close();
    const again = openSqlite(path).sql;
    expect(await again.query(say('select a from t'))).toEqual([{ a: 'kept' }]);
    await again.close();
  });

  it('shows two that have it open the same', async () => {
    const [writer, reader] = [openSqlite(path).sql, openSqlite(path).sql];
    await writer.batch([say('create table t (a)'), say('insert into t values (1)')]);
    expect(await reader.query(say('select a from t'))).toEqual([{ a: 1 }]);
    await Promise.all([writer.close(), reader.close()]);
  });
});

describe('a damaged file', () => {
  /** Overwrites a page of a table that has several. */
  async function spoil(): Promise<void> {
    const { sql } = openSqlite(path);
    await sql.batch([
      say('create table t (a)'),
      ...Array.from({ length: 40 }, (_, n) => say('insert into t values (?)', `${n}`.repeat(900))),
    ]);
    await sql.close();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4_096 * 2, 4_096 * 3);
    writeFileSync(path, bytes);
  }

  it('is moved aside whole, a new one begun, and that said', async () => {
    await spoil();
    const bytes = readFileSync(path);
    const { sql, damaged } = openSqlite(path);
    expect(damaged).toBe(`${path}.damaged-1`);
    expect(readFileSync(`${path}.damaged-1`).equals(bytes)).toBe(true);
    expect(await sql.query(say('select count(*) as tables from sqlite_master'))).toEqual([{ tables: 0 }]);
    await sql.close();
  });

  it('may as well be no database at all', async () => {
    writeFileSync(path, 'not a database, but long enough to be looked at\n'.repeat(100));
    const { sql, damaged } = openSqlite(path);
    expect(damaged).toBe(`${path}.damaged-1`);
    await sql.close();
  });

  it(`is kept ${MAX_DAMAGED} times at most`, async () => {
    const kept: (string | null)[] = [];
    for (let n = 0; n < MAX_DAMAGED + 2; n += 1) {
      writeFileSync(path, `no database: ${n}\n`.repeat(100));
      const { sql, damaged } = openSqlite(path);
      kept.push(damaged);
      await sql.close();
    }
    expect(kept).toEqual([1, 2, 3, 3, 3].map((n) => `${path}.damaged-${n}`));
    expect(readFileSync(`${path}.damaged-1`, 'utf8')).toContain('no database: 0');
    expect(readFileSync(`${path}.damaged-3`, 'utf8')).toContain('no database: 4');
  });
});

it('waits no longer than it says for a lock, then names the file', async () => {
  const { sql } = openSqlite(path);
  await sql.batch([say('create table t (a)')]);
  await sql.query(say('pragma busy_timeout = 1'));
  const other = new DatabaseSync(path);
  other.exec('begin immediate');
  await expect(sql.batch([say('insert into t values (1)')])).rejects.toMatchObject({ code: 'timeout', path });
  other.exec('rollback');
  expect(await sql.batch([say('insert into t values (1)')])).toBe('done');
  other.close();
  await sql.close();
});
