import { parseDuration } from '@hale/core';
import { problem, silence, silencePage, silenceRequest } from '@hale/protocol';
import { Hono } from 'hono';
import { pageAfter, paged } from './page.ts';
import { problemResponse } from './problem.ts';
import { silenceRecord } from './record/silence.ts';
import type { RouteDoc } from './route-doc.ts';
import type { Silencer } from './silencer.ts';
import { validJson, validQuery } from './valid.ts';

/** Whoever got here may; the app does not know a name. */
const BY = 'API';

interface Source {
  readonly silencer: Silencer;
  /** The subject, or the many that begin alike, that a person means by a name; `null`: none. */
  subjectNamed(name: string): Promise<string | null>;
}

/** Of what nobody is told for a while. */
export function silencesRoutes(source: Source) {
  return new Hono()
    .get('/silences', validQuery(paged), async (c) => {
      const records = (await source.silencer.list()).map(silenceRecord);
      return c.json(
        pageAfter(records, ({ subject }) => subject, c.req.valid('query')),
        200,
      );
    })
    .post('/containers/:name/silence', validJson(silenceRequest), async (c) => {
      const subject = await source.subjectNamed(c.req.param('name'));
      if (subject === null)
        return problemResponse(c, {
          status: 404,
          title: 'There is no such container',
          detail: 'GET containers lists those that are watched; PROJECT/* is all of a project.',
        });
      const { for: text, reason = null } = c.req.valid('json');
      const begun = await source.silencer.begin({ subject, forMs: parseDuration(text) ?? 0, by: BY, reason });
      return c.json(silenceRecord(begun), 200);
    })
    .delete('/silences/:subject', async (c) => {
      const ended = await source.silencer.end(c.req.param('subject'));
      if (ended !== null) return c.json(silenceRecord(ended), 200);
      return problemResponse(c, {
        status: 404,
        title: 'There is no such silence',
        detail: 'GET silences lists those that there are, by their subjects.',
      });
    });
}

export const silencesDocs: readonly RouteDoc[] = [
  {
    method: 'get',
    path: '/silences',
    scope: 'read',
    summary: 'Of what nobody is told now, by subject.',
    query: paged,
    answers: { 200: { description: 'A page of silences.', schema: silencePage } },
  },
  {
    method: 'post',
    path: '/containers/:name/silence',
    scope: 'operate',
    summary:
      'Has nobody told of a container for a while, or with `project/*` of many. What becomes of it is recorded, and destinations that take every transition hear it; the others are told at the end what is still so.',
    body: silenceRequest,
    answers: {
      200: { description: 'The silence, instead of any before.', schema: silence },
      404: { description: 'There is no such container.', schema: problem },
      409: { description: 'There are too many silences.', schema: problem },
    },
  },
  {
    method: 'delete',
    path: '/silences/:subject',
    scope: 'operate',
    summary: 'Ends a silence: what is so now is told at once.',
    answers: {
      200: { description: 'The silence that it was.', schema: silence },
      404: { description: 'There is no such silence.', schema: problem },
    },
  },
];
