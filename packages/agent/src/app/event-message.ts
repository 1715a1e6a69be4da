import { containerRecord } from '../record/container.ts';
import type { ContainerView } from '../view.ts';

/** Containers of a list that are written at once. */
const LIST_SLICE = 50;

/** A message of `text/event-stream`. Its data is JSON, so that it has no line of its own. */
export function eventMessage({ event, id, data }: { event: string; id: string; data: unknown }): string {
  return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** A comment, which no client shows; the id moves its cursor all the same. */
export function pingMessage(id: string | null): string {
  return id === null ? ': ping\n\n' : `: ping\nid: ${id}\n\n`;
}

/**
 * One message with everything that is there, in pieces: a list may be long, and a client slow. It counts for the client once the
 * last piece has come.
 */
export function* listMessage(message: {
  readonly event: 'snapshot' | 'reset';
  readonly id: string | null;
  readonly sight: string;
  readonly containers: readonly ContainerView[];
}): Generator<string, void, undefined> {
  const { event, id, sight, containers } = message;
  const head = `event: ${event}\n${id === null ? '' : `id: ${id}\n`}`;
  yield `${head}data: {"engine":${JSON.stringify(sight)},"containers":[\n`;
  for (let from = 0; from < containers.length; from += LIST_SLICE) {
    const slice = containers.slice(from, from + LIST_SLICE);
    const isLast = from + LIST_SLICE >= containers.length;
    const lines = slice.map((view) => `data: ${JSON.stringify(containerRecord(view))}`);
    yield `${lines.join(',\n')}${isLast ? '' : ','}\n`;
  }
  yield 'data: ]}\n\n';
}
