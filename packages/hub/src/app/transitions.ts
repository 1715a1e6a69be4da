import { changed, changesDocs, changesPage, validQuery } from '@hale/api';
import { Hono } from 'hono';
import * as z from 'zod';
import type { Hub } from '../hub.ts';
import { unknownAgent } from './agents.ts';
import { findAgent } from './find-agent.ts';

const MAX_AGENT_CHARS = 256;

const query = changed.extend({
  agent: z.string().min(1).max(MAX_AGENT_CHARS).optional().meta({
    description:
      'What it has told, and what was found out about it: its id, or a host name that it alone has.',
  }),
});

/** What has changed anywhere. */
export function transitionsRoutes({ store }: Pick<Hub, 'store'>) {
  return new Hono().get('/transitions', validQuery(query), async (c) => {
    const { agent: name, ...asked } = c.req.valid('query');
    const record = name === undefined ? null : await findAgent(store, name);
    if (name !== undefined && record === null) return unknownAgent(c);
    const of = record && { agent: record.agent.id };
    return c.json(await changesPage((places) => store.history({ ...places, ...of }), asked), 200);
  });
}

export const transitionsDocs = changesDocs(query);
