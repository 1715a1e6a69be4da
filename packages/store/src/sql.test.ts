import { expect, it } from 'vitest';
import { type CheckedStatement, createSql, MAX_PARAMETERS, type SqlAdapter } from './sql.ts';

/** Runs nothing, and keeps what it was asked to. */
function recorder() {
  const batches: (readonly CheckedStatement[])[] = [];
  const adapter: SqlAdapter = {
    query: async () => [],
    batch: async (statements) => {
      batches.push(statements);
      return 'done';
    },
    close: async () => undefined,
  };
  return { sql: createSql(adapter), batches };
}

const say = (sql: string, ...parameters: readonly unknown[]) => ({ sql, parameters });

it('tries every guard before the first statement, and leaves no trace of them', async () => {
  const { sql, batches } = recorder();
  await sql.batch([say('first', 1), say('second')], [say('select ?', 2), say('select 1')]);
  expect(batches).toEqual([
    [
      say('insert into guard (ok) select ?', 2),
      say('insert into guard (ok) select 1'),
      say('delete from guard'),
      say('first', 1),
      say('second'),
    ],
  ]);
});

it('asks nothing of the guard table where there is no guard', async () => {
  const { sql, batches } = recorder();
  await sql.batch([say('only')]);
  expect(batches).toEqual([[say('only')]]);
});

it('lets nothing past that engines disagree on, not even the start of its batch', async () => {
  const { sql, batches } = recorder();
  const bad = [true, undefined, 1n, new Date(0), Number.NaN, 2 ** 53, [], {}];
  for (const value of bad)
    await expect(sql.batch([say('good'), say('bad', 'x', value)])).rejects.toMatchObject({
      code: 'bad-input',
      path: 'parameters[1]',
      hint: expect.stringContaining('booleans'),
    });
  const many = say('many', ...Array<number>(MAX_PARAMETERS + 1).fill(1));
  await expect(sql.batch([say('good'), many])).rejects.toMatchObject({
    code: 'bad-input',
    path: 'parameters',
  });
  expect(batches).toEqual([]);
});
