export interface Frame {
  readonly title: readonly string[];
  /** The first line is its heading. */
  readonly table: readonly string[];
  /** Oldest first. */
  readonly changes: readonly string[];
}

/** Kept for the last changes however long the table is. */
const LEAST_CHANGES = 3;
const MOST_CHANGES = 8;
/** Its heading, one row, and how many more there are. */
const LEAST_TABLE = 3;

/** As many lines of it as fit `rows`. `more` says how many rows of the table do not. */
export function frameLines(
  { title, table, changes }: Frame,
  rows: number,
  more: (count: number) => string,
): string[] {
  const room = rows - title.length - 1;
  const reserved = changes.length === 0 ? 0 : Math.min(changes.length, LEAST_CHANGES) + 1;
  const shown = cut(table, Math.max(room - reserved, LEAST_TABLE), more);
  const left = Math.min(room - shown.length - 1, MOST_CHANGES);
  const latest = left > 0 ? changes.slice(-left) : [];
  return [...title, '', ...shown, ...(latest.length > 0 ? ['', ...latest] : [])].slice(0, rows);
}

function cut(lines: readonly string[], room: number, more: (count: number) => string): readonly string[] {
  if (lines.length <= room) return lines;
  return [...lines.slice(0, room - 1), more(lines.length - room + 1)];
}
