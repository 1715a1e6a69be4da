import { limit, problemResponse, type RouteDoc, repeatable, transitionRecord, validQuery } from '@hale/api';
import { agentSubject, subjectParts } from '@hale/core';
import { condition, fleetContainerDetail, fleetContainerPage, problem } from '@hale/protocol';
import type { ShownSubject } from '@hale/store/hub';
import { Hono } from 'hono';
import * as z from 'zod';
import type { Hub } from '../hub.ts';
import { fleetContainerRecord } from '../record/fleet-container.ts';
import { unknownAgent } from './agents.ts';
import { findAgent } from './find-agent.ts';
import { findContainer } from './find-container.ts';

const MAX_TEXT_CHARS = 256;
const MAX_CURSOR_CHARS = 2_048;
const MAX_CONDITIONS = 20;
const SHOWN_TRANSITIONS = 10;

const text = z.string().min(1).max(MAX_TEXT_CHARS);
const query = z.object({
  limit,
  after: z
    .string()
    .max(MAX_CURSOR_CHARS)
    .refine((subject) => subjectParts(subject).agent !== null, { error: 'expected the `next` of a page' })
    .optional()
    .meta({ description: 'The `next` of the page before; that page may have changed meanwhile.' }),
  condition: repeatable(condition, MAX_CONDITIONS).meta({ description: 'One of these.' }),
  project: text.optional().meta({ description: 'Of compose.' }),
  name: text.optional().meta({ description: 'With `*` for any characters and `?` for one.' }),
  agent: text.optional().meta({ description: 'Its id, or a host name that it alone has.' }),
});

/** The containers of all hosts. */
export function containersRoutes({ store }: Hub) {
  return new Hono()
    .get('/containers', validQuery(query), async (c) => {
      const { limit: size, after, condition: conditions, project, name, agent: of } = c.req.valid('query');
      const agent = of === undefined ? null : await findAgent(store, of);
      if (of !== undefined && agent === null) return unknownAgent(c);
      const shown = await store.subjects({
        kind: 'container',
        ...(agent && { agent: agent.agent.id }),
        ...(conditions && { conditions }),
        ...(project !== undefined && { project }),
        ...(name !== undefined && { name }),
        ...(after !== undefined && { after: placeOf(after) }),
        limit: size + 1,
      });
      const items = shown.slice(0, size).map(fleetContainerRecord);
      return c.json({ items, next: shown.length > size ? (items.at(-1)?.subject ?? null) : null }, 200);
    })
    .get('/containers/:name', async (c) => {
      const shown = await findContainer(store, c.req.param('name'));
      const record = shown && (await store.agent(shown.agent));
      if (shown === null || record === null)
        return problemResponse(c, {
          status: 404,
          title: 'There is no such container',
          detail: 'GET containers lists those that there are.',
        });
      const entries = await store.history({ subject: subjectOf(shown), limit: SHOWN_TRANSITIONS });
      const transitions = entries.map(transitionRecord);
      return c.json({ ...fleetContainerRecord(shown), skewMs: record.stream.skewMs, transitions }, 200);
    });
}

function subjectOf({ agent, subject }: ShownSubject): string {
  return agentSubject(agent, subject);
}

function placeOf(subject: string): Pick<ShownSubject, 'agent' | 'subject'> {
  const agent = subjectParts(subject).agent ?? '';
  return { agent, subject: subject.slice(agentSubject(agent, '').length) };
}

export const containersDocs: readonly RouteDoc[] = [
  {
    method: 'get',
    path: '/containers',
    scope: 'read',
    summary: 'The containers of all hosts, by agent and subject.',
    query,
    answers: {
      200: { description: 'A page of them.', schema: fleetContainerPage },
      404: { description: 'There is no such agent.', schema: problem },
      409: { description: 'More than one agent is on a host of this name.', schema: problem },
    },
  },
  {
    method: 'get',
    path: '/containers/:name',
    scope: 'read',
    summary:
      'One container, by its subject, `host/project/service`, `host/name`, or a name that it alone has.',
    answers: {
      200: { description: 'The container.', schema: fleetContainerDetail },
      404: { description: 'There is no such container.', schema: problem },
      409: { description: 'More than one container goes by this name.', schema: problem },
    },
  },
];
