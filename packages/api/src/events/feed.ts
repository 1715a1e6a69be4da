import type { Clock, JournalEntry, Outbox, PositionedEntry, Signal } from '@hale/core';
import { transitionRecord } from '../record/transition.ts';
import { Bell } from './bell.ts';
import { cursorText, type EventCursor } from './cursor.ts';
import type { JournalNews } from './journal-news.ts';
import { lastEntry } from './last-entry.ts';
import { eventMessage, listMessage, type Present, pingMessage } from './message.ts';

/** So often something is said, whether there is any news or not: proxies cut what is silent for a minute. */
export const PING_MS = 15_000;
/** Who is further behind gets the present instead of the past. */
export const MAX_BEHIND = 1_000;
/** Entries that are read, and held, at once. */
export const EVENT_PAGE = 50;
/** How long a client should wait before it comes back. */
const RETRY_MS = 2_000;

/** A journal that can be followed. */
export interface FeedSource {
  readonly clock: Clock;
  readonly store: Pick<Outbox, 'entriesAfter'>;
  readonly news: JournalNews;
}

/** What one client is shown of it. */
export interface FeedView {
  /** What is there now, as far as it is shown. */
  present(): Present | Promise<Present>;
  /** Whether a change is shown. */
  fits(entry: JournalEntry): boolean;
}

export interface FeedOptions {
  /** Goes on after it; `unknown`: the client has one that hale has not handed out; `null`: it has none. */
  readonly after: EventCursor | 'unknown' | null;
  readonly signal: Signal;
}

interface Place {
  readonly position: number;
  /** `null`: before the first entry. */
  readonly id: string | null;
}

/**
 * What one client is told, as pieces of `text/event-stream`. The journal is read as the client asks for more: while it does not,
 * nothing is read or held for it, and once it is too far behind it is given the present.
 */
export async function* eventFeed(
  { clock, store, news }: FeedSource,
  view: FeedView,
  { after, signal }: FeedOptions,
): AsyncGenerator<string, void, undefined> {
  using bell = new Bell(clock, news, signal);
  yield `retry: ${RETRY_MS}\n\n`;
  let place = after !== null && after !== 'unknown' ? await find(store, after) : null;
  if (place === null) place = yield* present(store, after === null ? 'snapshot' : 'reset', view);
  let known = place.id;
  let pingAt = clock.monotonic() + PING_MS;
  while (!signal.aborted && !news.ended) {
    if (clock.monotonic() >= pingAt) {
      yield pingMessage(known === place.id ? null : place.id);
      known = place.id;
      pingAt = clock.monotonic() + PING_MS;
    }
    const page = await store.entriesAfter(place.position, EVENT_PAGE);
    const last = page.at(-1);
    if (last === undefined) {
      await bell.until(pingAt);
      continue;
    }
    if (page[0]?.position !== place.position + 1 || (await isFarBehind(store, place, page))) {
      place = yield* present(store, 'reset', view);
      known = place.id;
    } else {
      place = placeOf(last);
      const told = page.filter(({ entry }) => view.fits(entry));
      if (told.length === 0) continue;
      known = placeOf(told.at(-1) ?? last).id;
      yield told.map(transitionMessage).join('');
    }
    pingAt = clock.monotonic() + PING_MS;
  }
}

function transitionMessage(positioned: PositionedEntry): string {
  const data = transitionRecord(positioned.entry);
  return eventMessage({ event: 'transition', id: cursorText(positioned), data });
}

/** Everything that is there, from which the client goes on. The end of the journal is taken first: what comes after it is told. */
async function* present(
  journal: FeedSource['store'],
  event: 'snapshot' | 'reset',
  view: FeedView,
): AsyncGenerator<string, Place, undefined> {
  const last = await lastEntry(journal);
  const place = last ? placeOf(last) : { position: 0, id: null };
  yield* listMessage({ event, id: place.id, present: await view.present() });
  return place;
}

/** `null`: the journal does not hold it any more, or never did. */
async function find(journal: FeedSource['store'], { epoch, position }: EventCursor): Promise<Place | null> {
  const [entry] = await journal.entriesAfter(position - 1, 1);
  return entry?.position === position && entry.entry.epoch === epoch ? placeOf(entry) : null;
}

async function isFarBehind(
  journal: FeedSource['store'],
  { position }: Place,
  page: readonly PositionedEntry[],
): Promise<boolean> {
  if (page.length < EVENT_PAGE) return false;
  return (await journal.entriesAfter(position + MAX_BEHIND, 1)).length > 0;
}

function placeOf(entry: PositionedEntry): Place {
  return { position: entry.position, id: cursorText(entry) };
}
