import { paged, problemResponse, type RouteDoc, validQuery } from '@hale/api';
import { agentPage, agentDetail as detailSchema, problem, agent as schema } from '@hale/protocol';
import { type Context, Hono } from 'hono';
import type { Hub } from '../hub.ts';
import { agentDetail, agentRecord } from '../record/agent.ts';
import { findAgent } from './find-agent.ts';

const SHOWN_LOSSES = 20;

/** Who reports. */
export function agentsRoutes({ store, clock, enrolment }: Hub) {
  return new Hono()
    .get('/agents', validQuery(paged), async (c) => {
      const { limit, after } = c.req.valid('query');
      const records = await store.agents({ ...(after !== undefined && { after }), limit: limit + 1 });
      const items = records.slice(0, limit);
      const next = records.length > limit ? (items.at(-1)?.agent.id ?? null) : null;
      const now = clock.now();
      return c.json({ items: items.map((record) => agentRecord(record, now)), next }, 200);
    })
    .get('/agents/:id', async (c) => {
      const record = await findAgent(store, c.req.param('id'));
      if (record === null) return unknownAgent(c);
      const { id } = record.agent;
      const known = {
        containers: await store.countContainers(id),
        gaps: await store.gaps(id, SHOWN_LOSSES),
        rejected: await store.rejected(id, SHOWN_LOSSES),
      };
      return c.json(agentDetail(record, clock.now(), known), 200);
    })
    .post('/agents/:id/revoke', async (c) => {
      const record = await findAgent(store, c.req.param('id'));
      if (record === null) return unknownAgent(c);
      const revoked = await enrolment.revoke(record.agent.id);
      return c.json(agentRecord(revoked, clock.now()), 200);
    });
}

export function unknownAgent(c: Context) {
  return problemResponse(c, {
    status: 404,
    title: 'There is no such agent',
    detail: 'GET agents lists those that there are.',
  });
}

const UNKNOWN = { description: 'There is no such agent.', schema: problem };
const AMBIGUOUS = { description: 'More than one agent is on a host of this name.', schema: problem };

export const agentsDocs: readonly RouteDoc[] = [
  {
    method: 'get',
    path: '/agents',
    scope: 'read',
    summary: 'Who reports, or has reported, by id.',
    query: paged,
    answers: { 200: { description: 'A page of them.', schema: agentPage } },
  },
  {
    method: 'get',
    path: '/agents/:id',
    scope: 'read',
    summary: 'One agent, by its id or a host name that it alone has: all that the hub knows of it.',
    answers: { 200: { description: 'The agent.', schema: detailSchema }, 404: UNKNOWN, 409: AMBIGUOUS },
  },
  {
    method: 'post',
    path: '/agents/:id/revoke',
    scope: 'operate',
    summary: 'It may report no more, and what it has reported is believed no more. Its history stays.',
    answers: { 200: { description: 'The agent as it is now.', schema }, 404: UNKNOWN, 409: AMBIGUOUS },
  },
];
