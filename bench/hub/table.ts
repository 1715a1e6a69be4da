import { median, quantile } from '../quantile.ts';
import type { Slice } from './hub-under-load.ts';

export interface Row {
  readonly what: string;
  /** One of each round. */
  readonly slices: readonly Slice[];
}

/** Medians, and of the ratio to the first row, taken round by round, the least and the most as well. */
export function table(rows: readonly Row[]): string {
  const [base] = rows;
  return [HEAD, ...rows.map((row) => line(row, base?.slices ?? []))].join('\n');
}

const HEAD = ' a second   p50 ms   p99 ms   CPU us    ratio  (rounds)';

function line({ what, slices }: Row, base: readonly Slice[]): string {
  const of = (figure: keyof Slice): number => median(slices.map((slice) => slice[figure]));
  const ratios = slices.map(({ perSecond }, round) => perSecond / (base[round]?.perSecond ?? Number.NaN));
  const figures = [
    of('perSecond').toFixed(0),
    of('p50Ms').toFixed(1),
    of('p99Ms').toFixed(1),
    of('hubCpuUs').toFixed(0),
    `${median(ratios).toFixed(2)}x`,
  ].map((figure) => figure.padStart(9));
  return `${figures.join('')}  (${quantile(ratios, 0).toFixed(2)}-${quantile(ratios, 1).toFixed(2)})  ${what}`;
}
