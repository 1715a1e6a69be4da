import { HaleError } from '@hale/core';
import type { Row } from './sql.ts';

/** Reads columns of one row, of which a damaged file may have made anything. */
export interface Columns {
  text(column: string): string;
  textOrNull(column: string): string | null;
  oneOf<T extends string>(column: string, known: readonly T[]): T;
  integer(column: string): number;
  integerOrNull(column: string): number | null;
  /** What the JSON of a column holds, once `is` has seen that it is that. */
  json<T>(column: string, is: (value: unknown) => value is T): T;
}

/** `key`: the columns that say which row it is. Each reader throws `storage`, and names the row. */
export function columns(table: string, key: readonly string[], row: Row): Columns {
  const name = [table, ...key.map((column) => String(row[column]))];
  const wrong = (column: string, expected: string, cause?: unknown): HaleError =>
    new HaleError('storage', `${name.join(' ')}: ${column} is not ${expected}`, {
      path: [...name, column].join('/'),
      hint: 'the store is damaged: move its file away and start again, hale will look at the engine anew',
      cause,
    });
  const text = (column: string): string => {
    const value = row[column];
    if (typeof value === 'string') return value;
    throw wrong(column, 'text');
  };
  const integer = (column: string): number => {
    const value = row[column];
    if (typeof value === 'number') return value;
    throw wrong(column, 'a number');
  };
  return {
    text,
    oneOf: (column, known) => {
      const value = row[column];
      const found = known.find((each) => each === value);
      if (found !== undefined) return found;
      throw wrong(column, `one of ${known.join(', ')}`);
    },
    integer,
    textOrNull: (column) => (row[column] === null ? null : text(column)),
    integerOrNull: (column) => (row[column] === null ? null : integer(column)),
    json: (column, is) => {
      let value: unknown;
      try {
        value = JSON.parse(text(column));
      } catch (cause) {
        if (cause instanceof HaleError) throw cause;
        throw wrong(column, 'JSON', cause);
      }
      if (is(value)) return value;
      throw wrong(column, `a ${table.replace('_', ' ')}`);
    },
  };
}
