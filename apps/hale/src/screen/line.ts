import type { Paint } from './colour.ts';
import type { Cell } from './table.ts';
import { clip, columnsOf, printable } from './text.ts';

export interface LineOptions {
  readonly width: number;
  readonly paint: Paint;
}

/** Texts one after the other, cut where the terminal ends. */
export function line(cells: readonly Cell[], { width, paint }: LineOptions): string {
  let left = width;
  let shown = '';
  for (const { text, style = 'plain' } of cells) {
    const whole = printable(text);
    const clipped = clip(whole, left);
    shown += paint(style, clipped);
    if (clipped !== whole) break;
    left -= columnsOf(clipped);
  }
  return shown.trimEnd();
}
