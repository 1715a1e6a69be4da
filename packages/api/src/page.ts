import { DEFAULT_PAGE, MAX_PAGE } from '@hale/protocol';
import * as z from 'zod';

const CURSOR_CHARS = 1_024;

/** How many a page has. */
export const limit = z.coerce
  .number<string>()
  .int()
  .min(1)
  .max(MAX_PAGE)
  .default(DEFAULT_PAGE)
  .meta({ description: 'How many at most.' });

/** Where a page begins: the `next` of the one before it. */
export const cursor = z
  .string()
  .min(1)
  .max(CURSOR_CHARS)
  .optional()
  .meta({ description: 'The `next` of the page before; that page may have changed meanwhile.' });

/** The query of a list that is ordered by a key. */
export const paged = z.object({ limit, after: cursor });

interface Page<Item> {
  readonly items: Item[];
  readonly next: string | null;
}

/**
 * The page of a list that begins after a key. Ordered by the key, so that what comes and goes between two pages makes none of the others
 * appear twice or not at all.
 */
export function pageAfter<Item>(
  all: readonly Item[],
  keyOf: (item: Item) => string,
  { after, limit: size }: z.output<typeof paged>,
): Page<Item> {
  const rest = all
    .map((item) => ({ key: keyOf(item), item }))
    .filter(({ key }) => after === undefined || key > after)
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const taken = rest.slice(0, size);
  return {
    items: taken.map(({ item }) => item),
    next: rest.length > taken.length ? (taken.at(-1)?.key ?? null) : null,
  };
}

/** A parameter that may be given more than once; each has to fit. */
export function repeatable<Schema extends z.ZodType>(schema: Schema, most: number) {
  return z
    .preprocess((value): unknown => (Array.isArray(value) ? value : [value]), z.array(schema).max(most))
    .optional();
}
