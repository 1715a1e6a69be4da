import { beforeEach, describe, expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import type { Sql } from './sql.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';

let sql: Sql;
beforeEach(() => {
  sql = openSqlite(':memory:').sql;
});

const ask = (text: string) => sql.query({ sql: text, parameters: [] });
const versions = async () => (await ask('select version from migration')).map((row) => row['version']);

const first = ['create table fruit (name text) strict', `insert into fruit values ('apple')`];
const second = [`alter table fruit add column colour text default 'red'`];

describe('migrate', () => {
  it('applies each migration once, in order', async () => {
    await migrate(sql, [first]);
    await migrate(sql, [first]);
    await migrate(sql, [first, second]);
    await migrate(sql, [first, second]);
    expect(await ask('select * from fruit')).toEqual([{ name: 'apple', colour: 'red' }]);
    expect(await versions()).toEqual([1, 2]);
  });

  it('leaves nothing of one that fails, and can be run again', async () => {
    const broken = [...second, 'insert into nowhere values (1)'];
    await expect(migrate(sql, [first, broken])).rejects.toMatchObject({ code: 'storage' });
    expect(await versions()).toEqual([1]);
    expect(await ask('select * from fruit')).toEqual([{ name: 'apple' }]);
    await migrate(sql, [first, second]);
    expect(await versions()).toEqual([1, 2]);
  });

  it('does not touch what a newer hale has written', async () => {
    await migrate(sql, [first, second]);
    await expect(migrate(sql, [first])).rejects.toMatchObject({ code: 'unsupported', path: 'migration' });
    expect(await versions()).toEqual([1, 2]);
  });

  it('applies each once when two are at it', async () => {
    const outcomes = await Promise.allSettled([migrate(sql, [first, second]), migrate(sql, [first, second])]);
    expect(outcomes.map(({ status }) => status)).toContain('fulfilled');
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' });
    expect(await versions()).toEqual([1, 2]);
    expect(await ask('select * from fruit')).toHaveLength(1);
  });

  it('makes tables that take no value of another type, and find their rows by an index', async () => {
    await migrate(sql);
    expect(await versions()).toEqual(MIGRATIONS.map((_, index) => index + 1));
    const tables = await ask(
      `select name, strict from pragma_table_list where schema = 'main' and type = 'table'`,
    );
    expect(tables.filter(({ name, strict }) => !String(name).startsWith('sqlite_') && strict !== 1)).toEqual(
      [],
    );
    const plans = await Promise.all(
      [
        `select * from delivery where destination = 'a' and ready_at <= 5 order by ready_at`,
        `select * from transition where subject = 'a' order by position desc limit 9`,
        `select * from transition where output is not null and at < 5 order by at limit 500`,
        'select * from transition order by position limit 500',
        'select * from rollup_day where day < 5 order by day',
        'select * from dead_letter where at < 5 order by at',
      ].map((text) => ask(`explain query plan ${text}`)),
    );
    const steps = plans.map((plan) => plan.map((step) => String(step['detail'])).join('; '));
    expect(steps.filter((step) => step.includes('TEMP B-TREE'))).toEqual([]);
    expect(steps.filter((step) => step.startsWith('SCAN') && step !== 'SCAN transition')).toEqual([]);
  });
});
