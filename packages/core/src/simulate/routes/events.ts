import { HaleError } from '../../error.ts';
import { encodeEvent, type SimulatedEvent } from '../event.ts';
import { includesEvent } from '../event-filter.ts';
import { SUBSCRIBER_BACKLOG } from '../event-log.ts';
import { parseFilters } from '../filters.ts';
import { fromMs, type Instant, parseSeconds, toMs } from '../instant.ts';
import type { Call, Route } from '../router.ts';

export const eventRoutes: readonly Route[] = [{ method: 'GET', path: /^\/events$/, answer: events }];

/** What is kept comes first if `since` or `until` asks for it, then what happens, until `until` or the client is gone. */
function events({ daemon, query }: Call): Response {
  const since = bound(query, 'since');
  const until = bound(query, 'until');
  if (since !== null && until !== null && since > until) {
    const times = [query.get('since'), query.get('until')];
    throw new HaleError(
      'bad-input',
      `\`since\` time (${times[0]}) cannot be after \`until\` time (${times[1]})`,
    );
  }
  const filters = parseFilters(query.get('filters'));
  const { agenda } = daemon;
  const encoder = new TextEncoder();
  let leave = (): void => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (event: SimulatedEvent): void => {
          if (includesEvent(filters, event)) controller.enqueue(encoder.encode(encodeEvent(event)));
        };
        if (since !== null || until !== null)
          for (const event of daemon.events.between(since, until)) send(event);
        const leftMs = until === null ? Number.POSITIVE_INFINITY : toMs(until - fromMs(agenda.wall()));
        if (leftMs <= 0) {
          controller.close();
          return;
        }
        // Who reads too slowly loses events, and is not told.
        const unsubscribe = daemon.events.subscribe((event) => {
          if ((controller.desiredSize ?? 0) > 0) send(event);
        });
        const end = agenda.after(leftMs, () => {
          unsubscribe();
          controller.close();
        });
        leave = () => {
          unsubscribe();
          agenda.cancel(end);
        };
      },
      cancel: () => leave(),
    },
    { highWaterMark: SUBSCRIBER_BACKLOG },
  );
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}

function bound(query: URLSearchParams, name: string): Instant | null {
  const text = query.get(name) ?? '';
  if (text === '') return null;
  const instant = parseSeconds(text);
  if (instant === null) {
    throw new HaleError('bad-input', `invalid ${name}: ${text}, expected seconds[.nanoseconds]`, {
      path: name,
    });
  }
  return instant;
}
