import type { Silence } from '@hale/core';
import { age } from './age.ts';
import { shortName } from './name.ts';
import { type Cell, type Column } from './table.ts';

export const SILENCES: readonly Column[] = [
  { title: 'SILENCED', least: 12 },
  { title: 'ENDS' },
  { title: 'SINCE' },
  { title: 'BY', least: 8 },
  { title: 'BECAUSE', least: 8 },
];

/** `now`: epoch milliseconds. */
export function silenceRow({ subject, since, until, by, reason }: Silence, now: number): readonly Cell[] {
  return [
    { text: shortName(subject), style: 'strong' },
    { text: `in ${age(until - now)}` },
    { text: age(now - since) },
    { text: by, style: 'quiet' },
    { text: reason ?? '-' },
  ];
}
