import * as z from 'zod';

/** The longest page of any list, and what is sent if nothing is asked for. */
export const MAX_PAGE = 200;
export const DEFAULT_PAGE = 50;

/** One page of a list; `next` begins the one after it, `null`: there is none. `id` names it among the schemas. */
export function pageOf<Item extends z.ZodType>(item: Item, id: string) {
  return z.object({ items: z.array(item), next: z.string().nullable() }).meta({ id });
}
