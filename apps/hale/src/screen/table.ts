import { createPaint, type Paint, type Style } from './colour.ts';
import { clip, columnsOf, printable } from './text.ts';

export interface Column {
  readonly title: string;
  /** How narrow it may become where the room is short. Default: it never does. */
  readonly least?: number;
}

/** Text of any origin. It is made printable here, and nowhere before. */
export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

export interface TableOptions {
  /** Of the terminal; `Infinity` where nothing needs to fit. */
  readonly width: number;
  readonly paint?: Paint;
}

const GAP = '  ';

/** A heading and one line for each row, in aligned columns, none wider than the terminal. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { width, paint = createPaint(false) }: TableOptions,
): string[] {
  const heading = columns.map(({ title }): Cell => ({ text: title, style: 'quiet' }));
  const lines = [heading, ...rows].map((row) =>
    row.map(({ text, style = 'plain' }) => ({ text: printable(text), style })),
  );
  const natural = columns.map((_, index) =>
    Math.max(...lines.map((line) => columnsOf(line[index]?.text ?? ''))),
  );
  const widths = fit(columns, natural, width);
  return lines.map((line) =>
    widths
      .map((room, index) => {
        const { text, style } = line[index] ?? { text: '', style: 'plain' };
        const clipped = clip(text, room);
        return paint(style, clipped) + ' '.repeat(room - columnsOf(clipped));
      })
      .join(GAP)
      .trimEnd(),
  );
}

/** What is missing is taken from the last column that can give; if none can give more, the last column goes. */
function fit(columns: readonly Column[], natural: readonly number[], width: number): readonly number[] {
  const widths = [...natural];
  let over = widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1)) - width;
  for (let index = widths.length - 1; index >= 0 && over > 0; index -= 1) {
    const full = widths[index] ?? 0;
    const least = Math.min(full, columns[index]?.least ?? full);
    widths[index] = Math.max(least, full - over);
    over -= full - (widths[index] ?? 0);
  }
  if (over <= 0) return widths;
  return widths.length > 1 ? fit(columns.slice(0, -1), natural.slice(0, -1), width) : [Math.max(0, width)];
}
