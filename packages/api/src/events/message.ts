import type { Json } from '@hale/core';

/** Records of a list that are written at once. */
export const LIST_SLICE = 50;

/** Everything that is there now, for a client to begin with: one JSON object, which ends with a list. */
export interface Present {
  /** The fields before the list. */
  readonly head: Readonly<Record<string, Json>>;
  /** What the list is called. */
  readonly list: string;
  /** Its records, taken as the client takes them. */
  readonly records: Iterable<object> | AsyncIterable<object>;
}

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
export async function* listMessage({
  event,
  id,
  present,
}: ListMessage): AsyncGenerator<string, void, undefined> {
  const { head, list, records } = present;
  const fields = [
    ...Object.entries(head).map(([name, value]) => field(name, JSON.stringify(value))),
    field(list, '['),
  ];
  yield `event: ${event}\n${id === null ? '' : `id: ${id}\n`}data: {${fields.join(',')}\n`;
  let slice: string[] = [];
  let isFirst = true;
  for await (const record of records) {
    // A comma before each but the first: who writes it does not know which is the last.
    slice.push(`data: ${isFirst ? '' : ','}${JSON.stringify(record)}\n`);
    isFirst = false;
    if (slice.length < LIST_SLICE) continue;
    yield slice.join('');
    slice = [];
  }
  yield `${slice.join('')}data: ]}\n\n`;
}

interface ListMessage {
  readonly event: 'snapshot' | 'reset';
  readonly id: string | null;
  readonly present: Present;
}

function field(name: string, json: string): string {
  return `${JSON.stringify(name)}:${json}`;
}
