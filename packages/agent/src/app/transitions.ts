import type { JournalEntry } from '@hale/core';
import { transitionPage } from '@hale/protocol';
import { Hono } from 'hono';
import * as z from 'zod';
import type { Agent } from '../agent.ts';
import { transitionRecord } from '../record/transition.ts';
import { limit } from './page.ts';
import type { RouteDoc } from './route-doc.ts';
import { validQuery } from './valid.ts';

const MAX_SUBJECT_CHARS = 1_024;

/** A place in the journal: `<epoch>-<seq>`. */
const place = z
  .string()
  .regex(/^[0-9a-zA-Z]{1,64}-[1-9][0-9]{0,14}$/, 'expected the `next` of a page')
  .transform((text) => {
    const [epoch = '', seq] = text.split('-');
    return { epoch, seq: Number(seq) };
  });

const query = z.object({
  limit,
  before: place.optional().meta({ description: 'The `next` of the page before.' }),
  subject: z.string().min(1).max(MAX_SUBJECT_CHARS).optional().meta({ description: 'Of this one alone.' }),
  since: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional()
    .meta({ description: 'What happened then or later.' }),
});

export function transitionsRoutes(agent: Pick<Agent, 'store'>) {
  return new Hono().get('/transitions', validQuery(query), async (c) => {
    const { limit: size, before, subject, since } = c.req.valid('query');
    const entries = await agent.store.history({
      ...(before && { before }),
      ...(subject !== undefined && { subject }),
      ...(since !== undefined && { since }),
      limit: size + 1,
    });
    const taken = entries.slice(0, size);
    return c.json({ items: taken.map(transitionRecord), next: placeAfter(entries, size) }, 200);
  });
}

export const transitionsDocs: readonly RouteDoc[] = [
  {
    method: 'get',
    path: '/transitions',
    scope: 'read',
    summary: 'What has changed, newest first, as far back as it is kept.',
    query,
    answers: { 200: { description: 'A page of it.', schema: transitionPage } },
  },
];

function placeAfter(entries: readonly JournalEntry[], size: number): string | null {
  const last = entries.length > size ? entries[size - 1] : undefined;
  return last ? `${last.epoch}-${last.seq}` : null;
}
