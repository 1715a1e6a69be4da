import type { JournalEntry } from '@hale/core';
import { type TransitionPage, transitionPage } from '@hale/protocol';
import type { Records } from '@hale/store';
import { Hono } from 'hono';
import * as z from 'zod';
import { limit } from './page.ts';
import { transitionRecord } from './record/transition.ts';
import type { RouteDoc } from './route-doc.ts';
import { validQuery } from './valid.ts';

const MAX_SUBJECT_CHARS = 1_024;

/** A place in the journal: `<epoch>-<seq>`. */
const place = z
  .string()
  .regex(/^[\w-]{1,64}-[1-9][0-9]{0,14}$/, 'expected the `next` of a page')
  .transform((text) => {
    const end = text.lastIndexOf('-');
    return { epoch: text.slice(0, end), seq: Number(text.slice(end + 1)) };
  });

/** The query of who asks what has changed; what else it may say is for each app to add, and to go by. */
export const changed = z.object({
  limit,
  before: place.optional().meta({ description: 'The `next` of the page before.' }),
  subject: z.string().min(1).max(MAX_SUBJECT_CHARS).optional().meta({ description: 'Of this one alone.' }),
  since: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional()
    .meta({ description: 'What happened then or later.' }),
});

/** What has changed, from a journal. */
export function transitionsRoutes({ store }: { readonly store: Pick<Records, 'history'> }) {
  return new Hono().get('/transitions', validQuery(changed), async (c) =>
    c.json(await changesPage((asked) => store.history(asked), c.req.valid('query')), 200),
  );
}

/** A page of what `history` has. */
export async function changesPage(
  history: Records['history'],
  { limit: size, before, subject, since }: z.output<typeof changed>,
): Promise<TransitionPage> {
  const entries = await history({
    ...(before && { before }),
    ...(subject !== undefined && { subject }),
    ...(since !== undefined && { since }),
    limit: size + 1,
  });
  return { items: entries.slice(0, size).map(transitionRecord), next: placeAfter(entries, size) };
}

export const changesDocs = (query: z.ZodObject): readonly RouteDoc[] => [
  {
    method: 'get',
    path: '/transitions',
    scope: 'read',
    summary: 'What has changed, newest first, as far back as it is kept.',
    query,
    answers: { 200: { description: 'A page of it.', schema: transitionPage } },
  },
];

export const transitionsDocs = changesDocs(changed);

function placeAfter(entries: readonly JournalEntry[], size: number): string | null {
  const last = entries.length > size ? entries[size - 1] : undefined;
  return last ? `${last.epoch}-${last.seq}` : null;
}
