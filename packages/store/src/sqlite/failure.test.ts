import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemHash } from '@hale/core/system';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../migrate.ts';
import type { Sql } from '../sql.ts';
import { createAgentStore } from '../sql-agent-store.ts';
import { aBatch, aChange, tipAfter } from '../testing/samples.ts';
import { verifyJournal } from '../verify-journal.ts';
import { failure } from './failure.ts';
import { openSqlite } from './open-sqlite.ts';

const MOUNT = '/bin/mount';
const UMOUNT = '/bin/umount';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hale-failure-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (sql: Sql, text: string) => sql.query({ sql: text, parameters: [] });

/** Commits until the disk takes no more; resolves to the number of entries that it took. */
async function fill(sql: Sql): Promise<number> {
  const store = createAgentStore(sql);
  let { tip } = await store.load();
  for (;;) {
    const batch = await aBatch(tip, [aChange('web', { output: 'x'.repeat(20_000) })]);
    try {
      expect(await store.commit(batch)).toBe(true);
    } catch (error) {
      expect(error).toMatchObject({ code: 'storage', message: expect.stringMatching(/full/) });
      return tip?.seq ?? 0;
    }
    tip = tipAfter(batch);
  }
}

async function expectWhole(sql: Sql, entries: number): Promise<void> {
  expect(await run(sql, 'pragma quick_check')).toEqual([{ quick_check: 'ok' }]);
  expect(await verifyJournal(sql, systemHash)).toEqual({ entries, breach: null });
}

describe('a full disk', () => {
  it('is an error that leaves the store as it was, to be written again when there is room', async () => {
    const { sql } = openSqlite(join(folder, 'agent.db'));
    await migrate(sql);
    await run(sql, 'pragma max_page_count = 100');
    const taken = await fill(sql);
    expect(taken).toBeGreaterThan(1);
    await expectWhole(sql, taken);
    await run(sql, 'pragma max_page_count = 200');
    expect(await fill(sql)).toBeGreaterThan(taken);
    await sql.close();
  });

  it.skipIf(!mayMount())('is the same when it is the system that says so', async () => {
    mount('size=1m', folder);
    try {
      const { sql } = openSqlite(join(folder, 'agent.db'));
      await migrate(sql);
      const taken = await fill(sql);
      expect(taken).toBeGreaterThan(1);
      await expectWhole(sql, taken);
      await sql.close();
      const again = openSqlite(join(folder, 'agent.db'));
      expect(again.damaged).toBeNull();
      await expectWhole(again.sql, taken);
      await again.sql.close();
    } finally {
      execFileSync(UMOUNT, [folder]);
    }
  });
});

describe('what may not be written', () => {
  it.skipIf(!mayMount())('is an error when it is opened, and when it has become so since', async () => {
    const path = join(folder, 'agent.db');
    mount('size=4m', folder);
    try {
      const { sql } = openSqlite(path);
      await migrate(sql);
      const store = createAgentStore(sql);
      await run(sql, 'pragma query_only = 1');
      await expect(store.commit(await aBatch(null, [aChange('web')]))).rejects.toMatchObject({
        code: 'storage',
        path,
      });
      await sql.close();
      mount('remount,ro', folder);
      expect(() => openSqlite(path)).toThrow(expect.objectContaining({ code: 'storage', path }));
      expect(() => openSqlite(join(folder, 'other.db'))).toThrow(
        expect.objectContaining({ code: 'storage' }),
      );
    } finally {
      execFileSync(UMOUNT, [folder]);
    }
  });

  it('names a folder that is a file', () => {
    writeFileSync(join(folder, 'file'), '');
    const path = join(folder, 'file', 'agent.db');
    expect(() => openSqlite(path)).toThrow(expect.objectContaining({ code: 'storage', path }));
  });
});

describe('failure', () => {
  it.each([
    [13, 'storage', 'the disk is full'],
    [8, 'storage', 'it may not be written'],
    [1032, 'storage', 'it may not be written'],
    [14, 'storage', 'it cannot be opened'],
    [11, 'storage', 'it is damaged'],
    [26, 'storage', 'it is damaged'],
    [522, 'storage', 'the disk has failed'],
    [5, 'timeout', 'another process has it locked'],
    [1, 'storage', 'SQLite failed with code 1'],
  ])('says what SQLite means by %i', (errcode, code, message) => {
    const cause = Object.assign(new Error('whatever it says'), { errcode });
    expect(failure(cause, 'agent.db')).toMatchObject({
      code,
      path: 'agent.db',
      message: `agent.db: ${message}`,
      hint: expect.stringMatching(/\w/),
      cause,
    });
  });

  it('leaves alone what is none of SQLite', () => {
    const other = new TypeError('mine');
    expect(failure(other, 'agent.db')).toBe(other);
  });
});

function mount(options: string, at: string): void {
  execFileSync(MOUNT, ['-t', 'tmpfs', '-o', options, 'tmpfs', at]);
}

/** Mounting takes a privilege that not every machine gives. */
function mayMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'hale-mount-'));
  try {
    execFileSync(MOUNT, ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync(UMOUNT, [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}
