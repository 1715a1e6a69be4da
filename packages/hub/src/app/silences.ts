import {
  silencesDocs as commonDocs,
  silencesRoutes as commonRoutes,
  problemResponse,
  type RouteDoc,
  silenceRecord,
  validJson,
} from '@hale/api';
import { parseDuration } from '@hale/core';
import { problem, silence, subjectSilenceRequest } from '@hale/protocol';
import { Hono } from 'hono';
import type { Hub } from '../hub.ts';
import { subjectNamed } from './subject-named.ts';

/** Whoever got here may; the app does not know a name. */
const BY = 'API';

/** Of what nobody is told for a while. */
export function silencesRoutes({ store, silencer }: Hub) {
  const named = (name: string): Promise<string | null> => subjectNamed(store, name);
  return new Hono()
    .route('/', commonRoutes({ silencer, subjectNamed: named }))
    .post('/silences', validJson(subjectSilenceRequest), async (c) => {
      const { subject: name, for: lasts, reason = null } = c.req.valid('json');
      const subject = await named(name);
      if (subject === null)
        return problemResponse(c, {
          status: 404,
          title: 'There is no such subject',
          detail: 'GET containers lists those of containers; agent/ID is an agent, and agent/ID/* all of it.',
        });
      const begun = await silencer.begin({ subject, forMs: parseDuration(lasts) ?? 0, by: BY, reason });
      return c.json(silenceRecord(begun), 200);
    });
}

export const silencesDocs: readonly RouteDoc[] = [
  ...commonDocs,
  {
    method: 'post',
    path: '/silences',
    scope: 'operate',
    summary:
      'Has nobody told of a subject of the fleet for a while: an agent, all that it reports, a container.',
    body: subjectSilenceRequest,
    answers: {
      200: { description: 'The silence, instead of any before.', schema: silence },
      404: { description: 'There is no such subject.', schema: problem },
      409: {
        description: 'There are too many silences, or more than one subject is meant.',
        schema: problem,
      },
    },
  },
];
