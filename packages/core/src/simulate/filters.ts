import * as z from 'zod';
import { HaleError } from '../error.ts';

const Filters = z.record(
  z.string(),
  z.union([z.array(z.string()), z.record(z.string(), z.boolean()).transform((set) => Object.keys(set))]),
);

/** Values of one key are alternatives, except labels, which must all be there. */
export type Filters = z.infer<typeof Filters>;

/** Reads the query's JSON: a map of lists, or of the older `{ "value": true }`. */
export function parseFilters(text: string | null): Filters {
  if (text === null || text === '') return {};
  try {
    return Filters.parse(JSON.parse(text));
  } catch (cause) {
    throw new HaleError('bad-input', 'invalid filter', { path: 'filters', cause });
  }
}

export function matchesExactly(filters: Filters, key: string, ...values: readonly string[]): boolean {
  const wanted = filters[key] ?? [];
  return wanted.length === 0 || wanted.some((value) => values.includes(value));
}

export function matchesPrefix(filters: Filters, key: string, ...values: readonly string[]): boolean {
  const wanted = filters[key] ?? [];
  return wanted.length === 0 || wanted.some((prefix) => values.some((value) => value.startsWith(prefix)));
}

/** `key` or `key=value`. */
export function hasLabels(filters: Filters, labels: Readonly<Record<string, string>>): boolean {
  return (filters['label'] ?? []).every((wanted) => {
    const [key = '', ...rest] = wanted.split('=');
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    return value !== undefined && (rest.length === 0 || value === rest.join('='));
  });
}
