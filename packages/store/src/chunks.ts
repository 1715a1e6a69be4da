import { MAX_PARAMETERS } from './sql.ts';

/** Cuts rows into as many statements as their parameters need. `spare`: parameters of a statement that are not of a row. */
export function chunks<T>(rows: readonly T[], parametersARow: number, spare = 0): readonly (readonly T[])[] {
  const size = Math.floor((MAX_PARAMETERS - spare) / parametersARow);
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, n) =>
    rows.slice(n * size, (n + 1) * size),
  );
}
