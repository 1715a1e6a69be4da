import type { Log } from '@hale/core';
import { Hono } from 'hono';
import * as z from 'zod';
import { problemResponse } from '../problem.ts';
import type { RouteDoc } from '../route-doc.ts';
import { validQuery } from '../valid.ts';
import { parseCursor } from './cursor.ts';
import { eventFeed, type FeedOptions, type FeedSource, type FeedView } from './feed.ts';
import { EventSeats, MAX_LISTENERS } from './seats.ts';

/** Before who found no seat should come back. */
const RETRY_AFTER_S = 5;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Nginx and its like would gather what should go out at once.
  'x-accel-buffering': 'no',
};

/** The query of who follows; what else it may say is for each app to add, and to go by. */
export const followed = z.object({
  after: z.string().optional().meta({ description: 'The same as Last-Event-ID, for who cannot send that.' }),
});

/** Changes as they happen, for `EventSource` and `curl -N`. `show`: what a client is shown, by its query. */
export function eventsRoutes<Query extends z.ZodObject<typeof followed.shape>>(
  source: FeedSource & { readonly log?: Log | undefined },
  query: Query,
  show: (query: z.output<Query>) => FeedView,
) {
  const seats = new EventSeats(() => source.clock.monotonic());
  return new Hono().get('/events', validQuery(query), (c) => {
    if (c.req.method === 'HEAD') return c.body(null, 200, HEADERS);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Hono's types cannot say what comes of a schema that is not known yet
    const asked = c.req.valid('query') as z.output<Query>;
    const view = show(asked);
    const stop = new AbortController();
    const seat = seats.take(() => stop.abort());
    if (seat === null)
      return problemResponse(c, {
        status: 503,
        title: 'Too many listeners',
        detail: `${MAX_LISTENERS} follow already.`,
        headers: { 'retry-after': String(RETRY_AFTER_S) },
      });
    // A browser that comes back sends what it has seen since it was given the query.
    const cursor = cursorOf(c.req.header('last-event-id') || asked.after);
    const pieces = eventFeed(source, view, { after: cursor, signal: stop.signal });
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          seat.asks();
          try {
            const { done, value } = await pieces.next();
            if (!done) {
              controller.enqueue(encoder.encode(value));
              return seat.served();
            }
            if (!stop.signal.aborted) controller.close();
          } catch (error) {
            if (stop.signal.aborted) return;
            source.log?.error('events cannot be told', { error: String(error) });
            controller.error(error);
          }
          seat.leave();
        },
        async cancel() {
          seat.leave();
          stop.abort();
          await pieces.return();
        },
      },
      { highWaterMark: 0 },
    );
    return c.body(body, 200, HEADERS);
  });
}

function cursorOf(text: string | undefined): FeedOptions['after'] {
  return text ? (parseCursor(text) ?? 'unknown') : null;
}

export const eventsDocs = (query: z.ZodObject): readonly RouteDoc[] => [
  {
    method: 'get',
    path: '/events',
    scope: 'read',
    summary:
      'Changes as they happen. First snapshot: what is there; then a transition for each change; reset in place of what cannot be told any more. Send the id of the last message as Last-Event-ID to go on after it.',
    query,
    answers: {
      200: { description: 'Without an end', type: 'text/event-stream', schema: z.string() },
      503: { description: 'Too many follow already; see Retry-After' },
    },
  },
];
