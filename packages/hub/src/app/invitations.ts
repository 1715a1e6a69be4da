import { pageAfter, paged, type RouteDoc, validJson, validQuery } from '@hale/api';
import { parseDuration } from '@hale/core';
import { type InvitationPage, invitationPage, invitationRequest, invited, problem } from '@hale/protocol';
import { Hono } from 'hono';
import { INVITATION_MS } from '../enrolment.ts';
import type { Hub } from '../hub.ts';
import { invitationRecord, invitedRecord } from '../record/invitation.ts';
import { unknownAgent } from './agents.ts';
import { findAgent } from './find-agent.ts';

/** The newest that are listed. */
const MAX_LISTED = 1_000;

/** By which agents may come. */
export function invitationsRoutes({ store, clock, enrolment }: Hub) {
  return new Hono()
    .get('/invitations', validQuery(paged), async (c) => {
      const records = (await store.invitations(clock.now(), MAX_LISTED)).map(invitationRecord);
      return c.json(pageAfter(records, keyOf, c.req.valid('query')), 200);
    })
    .post('/invitations', validJson(invitationRequest), async (c) => {
      const { for: lasts, uses = 1, agent: name } = c.req.valid('json');
      const record = name === undefined ? null : await findAgent(store, name);
      if (name !== undefined && record === null) return unknownAgent(c);
      const forMs = lasts === undefined ? INVITATION_MS : (parseDuration(lasts) ?? 0);
      const made = await enrolment.invite({ forMs, uses, agent: record?.agent.id ?? null });
      return c.json(invitedRecord(made), 200);
    });
}

/** The oldest first. */
function keyOf({ since, key }: InvitationPage['items'][number]): string {
  return `${since} ${key}`;
}

export const invitationsDocs: readonly RouteDoc[] = [
  {
    method: 'get',
    path: '/invitations',
    scope: 'read',
    summary: 'By which agents may still come, the oldest first; never a token.',
    query: paged,
    answers: { 200: { description: 'A page of them.', schema: invitationPage } },
  },
  {
    method: 'post',
    path: '/invitations',
    scope: 'operate',
    summary: 'Invites agents to report, or one to come back. Its token is in this answer, and nowhere else.',
    body: invitationRequest,
    answers: {
      200: { description: 'The invitation, and its token.', schema: invited },
      404: { description: 'There is no such agent.', schema: problem },
      409: { description: 'More than one agent is on a host of this name.', schema: problem },
    },
  },
];
