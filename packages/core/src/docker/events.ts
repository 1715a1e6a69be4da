import type { HttpResponse } from '../http.ts';
import type { Signal } from '../signal.ts';
import { abortWith } from './abort.ts';
import { send } from './call.ts';
import type { Engine } from './engine.ts';
import { decodeEventLine, eventNames } from './event-line.ts';
import { EventQueue, type StreamItem } from './event-queue.ts';
import { encodeFilters, type Filters } from './filters.ts';
import { checkIdentifier } from './identifier.ts';
import { LineSplitter } from './lines.ts';

export interface EventOptions {
  /** Of one container only: its id or name. */
  readonly container?: string | undefined;
  /** Besides the kind and name of event, such as `{ label: ['hale.check'] }`. */
  readonly filters?: Filters | undefined;
  /** `seconds[.nanoseconds]` of the engine's clock: what it still remembers from then on comes first. */
  readonly since?: string | undefined;
  readonly signal?: Signal | undefined;
}

/**
 * `GET /events`, the container events that hale watches, from the moment that the engine begins to answer until one side ends
 * it. A reader as slow as can be never slows the engine: the stream is drained at once into a queue of {@link EVENT_QUEUE_LIMIT}
 * events, and what does not fit is told as an `overflow` in its place. Leave the loop, or abort, to close it.
 *
 * @throws HaleError `bad-input` for what is no name or id, and the errors of any call; a broken connection is thrown from the loop
 */
export async function events(engine: Engine, options: EventOptions = {}): Promise<AsyncIterable<StreamItem>> {
  const { container, filters, since, signal } = options;
  const asked = {
    ...filters,
    type: ['container'],
    event: eventNames(engine.kind),
    ...(container !== undefined && { container: [checkIdentifier(container, 'container')] }),
  };
  const aborter = abortWith(signal);
  const response = await send(engine, {
    method: 'GET',
    path: '/events',
    query: { since, filters: encodeFilters(asked) },
    accept: 'application/x-ndjson, application/json',
    allow: 'EVENTS=1',
    signal: aborter.signal,
    timeoutMs: null,
  }).catch((error: unknown) => {
    aborter.release();
    throw error;
  });
  const queue = new EventQueue(() => aborter.abort(undefined));
  void pump(response.body, queue, engine.labels).finally(aborter.release);
  return queue;
}

/** Runs free of the reader: dockerd makes every client wait for one that does not drain its events. */
async function pump(body: HttpResponse['body'], queue: EventQueue, asked: Engine['labels']): Promise<void> {
  const splitter = new LineSplitter();
  let dropped = 0;
  try {
    for await (const piece of body) {
      const lines = splitter.push(piece);
      const unreadable = pushAll(lines, queue, asked) + splitter.dropped - dropped;
      dropped = splitter.dropped;
      if (unreadable > 0) queue.drop(unreadable);
    }
    queue.end();
  } catch (error) {
    queue.end({ error });
  }
}

function pushAll(lines: readonly string[], queue: EventQueue, asked: Engine['labels']): number {
  let unreadable = 0;
  for (const line of lines) {
    if (line === '') continue;
    try {
      const event = decodeEventLine(line, asked);
      if (event !== null) queue.push(event);
    } catch {
      unreadable += 1;
    }
  }
  return unreadable;
}
