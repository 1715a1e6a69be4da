import { Hono } from 'hono';
import * as z from 'zod';
import type { Agent } from '../agent.ts';
import { parseCursor } from './event-cursor.ts';
import { eventFeed, type FeedOptions } from './event-feed.ts';
import { EventSeats, MAX_LISTENERS } from './event-seats.ts';
import { problemResponse } from './problem.ts';
import type { RouteDoc } from './route-doc.ts';
import { validQuery } from './valid.ts';

/** Before who found no seat should come back. */
const RETRY_AFTER_S = 5;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Nginx and its like would gather what should go out at once.
  'x-accel-buffering': 'no',
};

const query = z.object({
  after: z.string().optional().meta({ description: 'The same as Last-Event-ID, for who cannot send that.' }),
  subject: z.string().optional().meta({ description: 'Only of this subject.' }),
  project: z.string().optional().meta({ description: 'Only of this compose project.' }),
});

/** Changes as they happen, for `EventSource` and `curl -N`. */
export function eventsRoutes(agent: Agent) {
  const seats = new EventSeats(() => agent.clock.monotonic());
  return new Hono().get('/events', validQuery(query), (c) => {
    if (c.req.method === 'HEAD') return c.body(null, 200, HEADERS);
    const stop = new AbortController();
    const seat = seats.take(() => stop.abort());
    if (seat === null)
      return problemResponse(c, {
        status: 503,
        title: 'Too many listeners',
        detail: `${MAX_LISTENERS} follow already.`,
        headers: { 'retry-after': String(RETRY_AFTER_S) },
      });
    const { after, ...filter } = c.req.valid('query');
    // A browser that comes back sends what it has seen since it was given the query.
    const cursor = cursorOf(c.req.header('last-event-id') || after);
    const pieces = eventFeed(agent, { ...filter, after: cursor, signal: stop.signal });
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
            agent.log?.error('events cannot be told', { error: String(error) });
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

export const eventsDocs: readonly RouteDoc[] = [
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
