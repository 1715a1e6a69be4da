import type { JournalEntry } from '../journal/entry.ts';
import type { Delivery } from './delivery.ts';
import { plan } from './plan.ts';
import type { TellRules } from './tell.ts';

export interface NewsFor {
  readonly name: string;
  readonly rules: TellRules;
}

export interface Planned {
  readonly deliveries: readonly Delivery[];
  /** Rows that are not needed any more. */
  readonly settled: readonly Delivery[];
}

/** What one destination should know after entries of many subjects, in order. `rows`: its deliveries of these subjects, as stored. */
export function planNews(
  entries: readonly JournalEntry[],
  rows: readonly Delivery[],
  { name, rules }: NewsFor,
  held: (subject: string) => Pick<Delivery, 'silenced' | 'flapping'>,
  now: number,
): Planned {
  const known = new Map(rows.map((row) => [row.subject, row]));
  const next = new Map<string, Delivery | null>();
  for (const entry of entries) {
    const { subject } = entry;
    const row = known.get(subject) ?? null;
    const before = next.has(subject) ? (next.get(subject) ?? null) : row;
    const planned = plan(before, entry, name, rules, now, held(subject));
    // A row that is needed no more and then again is still the same row to the store.
    next.set(subject, planned && { ...planned, version: row?.version ?? 0 });
  }
  return {
    deliveries: [...next.values()].filter((row) => row !== null),
    settled: [...next].flatMap(([subject, row]) => (row === null ? (known.get(subject) ?? []) : [])),
  };
}
