import { HaleError } from '@hale/core';

/** Bound parameters of one statement: D1 and Durable Objects take no more. */
export const MAX_PARAMETERS = 100;

/** What every engine stores and gives back alike. Numbers that are whole must be safe integers; text is Unicode. */
export type SqlValue = string | number | null | Uint8Array;

export interface Statement {
  readonly sql: string;
  /** Checked to be `SqlValue`s when it runs: engines disagree on anything else, some of them silently. */
  readonly parameters: readonly unknown[];
}

export type Row = Readonly<Record<string, SqlValue>>;

/** A database, as small as the weakest engine allows: no begin, no commit, no reading between two statements of a batch. */
export interface Sql {
  /** Runs one statement, which may write; resolves to its rows. Throws `bad-input` and `storage`. */
  query(statement: Statement): Promise<readonly Row[]>;
  /**
   * All or nothing, and durable when it resolves. A guard is a query of one number: unless each gives 1 before the first statement,
   * nothing is done, and it is a `conflict`.
   */
  batch(statements: readonly Statement[], guards?: readonly Statement[]): Promise<'done' | 'conflict'>;
  close(): Promise<void>;
}

export interface CheckedStatement extends Statement {
  readonly parameters: readonly SqlValue[];
}

/** What an engine has to bring. */
export interface SqlAdapter {
  query(statement: CheckedStatement): Promise<readonly Row[]>;
  /** All or nothing; `conflict` when a check constraint fails, and only the table `guard` has one. */
  batch(statements: readonly CheckedStatement[]): Promise<'done' | 'conflict'>;
  close(): Promise<void>;
}

/** Where guards are tried. */
export const GUARD_TABLE = 'create table if not exists guard (ok integer not null check (ok = 1)) strict';

const EMPTY_GUARD: CheckedStatement = { sql: 'delete from guard', parameters: [] };

export function createSql(adapter: SqlAdapter): Sql {
  return {
    query: async (statement) => adapter.query(checked(statement)),
    batch: async (statements, guards = []) => {
      const tried = guards.map(({ sql, parameters }) =>
        checked({ sql: `insert into guard (ok) ${sql}`, parameters }),
      );
      return adapter.batch([
        ...tried,
        ...(tried.length > 0 ? [EMPTY_GUARD] : []),
        ...statements.map(checked),
      ]);
    },
    close: () => adapter.close(),
  };
}

function checked({ sql, parameters }: Statement): CheckedStatement {
  if (parameters.length > MAX_PARAMETERS)
    throw new HaleError(
      'bad-input',
      `${parameters.length} parameters in one statement, at most ${MAX_PARAMETERS}`,
      {
        path: 'parameters',
        hint: 'cut the rows into several statements of one batch',
      },
    );
  return { sql, parameters: parameters.map(value) };
}

function value(given: unknown, index: number): SqlValue {
  if (given === null || typeof given === 'string' || given instanceof Uint8Array) return given;
  if (typeof given === 'number' && (Number.isSafeInteger(given) || isFraction(given))) return given;
  throw new HaleError(
    'bad-input',
    `a parameter is ${described(given)}, not text, a safe number, bytes or null`,
    {
      path: `parameters[${index}]`,
      hint: 'booleans go as 0 and 1, times as epoch milliseconds, larger numbers as text',
    },
  );
}

function isFraction(given: number): boolean {
  return Number.isFinite(given) && !Number.isInteger(given);
}

function described(given: unknown): string {
  return typeof given === 'number' ? String(given) : typeof given;
}
