import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GUARD_TABLE, MAX_PARAMETERS, type Sql, type SqlValue, type Statement } from '../sql.ts';

/** The behaviour that every `Sql` owes. `open`: an empty database each time. */
export function describeSql(name: string, open: () => Promise<Sql>): void {
  describe(`sql: ${name}`, () => {
    let sql: Sql;
    beforeEach(async () => {
      sql = await open();
      await sql.batch([
        say(GUARD_TABLE),
        say('create table item (name text primary key, worth integer not null) strict'),
        say('create table thing (id integer primary key, value any) strict'),
      ]);
    });
    afterEach(() => sql.close());

    const names = async () =>
      (await sql.query(say('select name from item order by name'))).map((row) => row['name']);
    const add = (name: string, worth = 1) => say('insert into item (name, worth) values (?, ?)', name, worth);

    it.each<[string, SqlValue]>([
      ['text', 'héllo 🐳 "\'\\'],
      ['no text', ''],
      ['text with a NUL', 'a\u0000b'],
      ['1 MB of text', 'é'.repeat(500_000)],
      ['zero', 0],
      ['a fraction', -0.5],
      ['the largest safe integer', Number.MAX_SAFE_INTEGER],
      ['the smallest safe integer', Number.MIN_SAFE_INTEGER],
      ['null', null],
      ['bytes', new Uint8Array([0, 1, 255])],
      ['no bytes', new Uint8Array()],
    ])('gives back %s as it was', async (_what, value) => {
      await sql.batch([say('insert into thing (value) values (?)', value)]);
      expect(await sql.query(say('select value from thing'))).toEqual([{ value }]);
    });

    it('gives back any text as it was', async () => {
      const text = fc.string({ unit: 'binary', maxLength: 50 });
      await fc.assert(
        fc.asyncProperty(text, async (value) => {
          expect(await sql.query(say('select ? as value', value))).toEqual([{ value }]);
        }),
      );
    });

    it.each<[string, unknown]>([
      ['a boolean', true],
      ['undefined', undefined],
      ['a date', new Date(0)],
      ['a bigint', 1n],
      ['an unsafe integer', Number.MAX_SAFE_INTEGER + 1],
      ['NaN', Number.NaN],
      ['infinity', Number.POSITIVE_INFINITY],
      ['an object', {}],
      ['a list', [1]],
    ])('refuses %s, wherever it is', async (_what, value) => {
      const bad = say('insert into item (name, worth) values (?, ?)', 'x', value);
      const wanted = { code: 'bad-input', path: 'parameters[1]' };
      await expect(sql.query(bad)).rejects.toMatchObject(wanted);
      await expect(sql.batch([add('before'), bad])).rejects.toMatchObject(wanted);
      await expect(sql.batch([add('before')], [say('select ? = ?', 1, value)])).rejects.toMatchObject(wanted);
      expect(await names()).toEqual([]);
    });

    it(`takes ${MAX_PARAMETERS} parameters and not one more`, async () => {
      const many = (count: number): Statement => ({
        sql: `select ${Array(count).fill('?').join(' + ')} as sum`,
        parameters: Array(count).fill(1),
      });
      expect(await sql.query(many(MAX_PARAMETERS))).toEqual([{ sum: MAX_PARAMETERS }]);
      const refused = { code: 'bad-input', path: 'parameters' };
      await expect(sql.query(many(MAX_PARAMETERS + 1))).rejects.toMatchObject(refused);
      await expect(sql.batch([many(MAX_PARAMETERS + 1)])).rejects.toMatchObject(refused);
    });

    it('gives the rows that a write returns', async () => {
      await sql.batch([add('a'), add('b'), add('c')]);
      const gone = await sql.query(say('delete from item where name < ? returning name', 'c'));
      expect(gone).toEqual([{ name: 'a' }, { name: 'b' }]);
      expect(await names()).toEqual(['c']);
    });

    it('does all of a batch, in order', async () => {
      const raise = say('update item set worth = worth + 1 where name = ?', 'a');
      expect(await sql.batch([add('a', 5), raise, raise])).toBe('done');
      expect(await sql.query(say('select worth from item'))).toEqual([{ worth: 7 }]);
      expect(await sql.batch([])).toBe('done');
    });

    it('leaves nothing of a batch whose third statement fails', async () => {
      await expect(sql.batch([add('a'), add('b'), add('a'), add('c')])).rejects.toMatchObject({
        code: 'storage',
      });
      expect(await names()).toEqual([]);
      expect(await sql.batch([add('d')])).toBe('done');
      expect(await names()).toEqual(['d']);
    });

    it('leaves nothing of a batch that no engine understands', async () => {
      await expect(sql.batch([add('a'), say('insert into nowhere values (1)')])).rejects.toMatchObject({
        code: 'storage',
      });
      expect(await names()).toEqual([]);
    });

    it('does a batch when each of its guards holds, before its first statement', async () => {
      const empty = say('select count(*) = 0 from item');
      expect(await sql.batch([add('a'), add('b')], [empty, empty])).toBe('done');
      expect(await names()).toEqual(['a', 'b']);
    });

    it.each<[string, string]>([
      ['does not hold', 'select 0'],
      ['counts too many', 'select 2'],
    ])('does nothing, and goes on, when a guard %s', async (_how, guard) => {
      expect(await sql.batch([add('a')], [say('select 1'), say(guard)])).toBe('conflict');
      expect(await names()).toEqual([]);
      expect(await sql.batch([add('b')], [say('select 1')])).toBe('done');
      expect(await sql.query(say('select * from guard'))).toEqual([]);
    });

    it('lets one of many compare and set', async () => {
      await sql.batch([add('a', 0)]);
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, () =>
          sql.batch(
            [say('update item set worth = worth + 1')],
            [say('select count(*) from item where worth = ?', 0)],
          ),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
      expect(await sql.query(say('select worth from item'))).toEqual([{ worth: 1 }]);
    });
  });
}

function say(sql: string, ...parameters: readonly unknown[]): Statement {
  return { sql, parameters };
}
