import type { Clock, PositionedEntry, Signal } from '@hale/core';
import { composePlace, ENGINE_SUBJECT } from '@hale/core';
import type { Agent } from '../agent.ts';
import type { JournalNews } from '../journal-news.ts';
import { transitionRecord } from '../record/transition.ts';
import type { ContainerView } from '../view.ts';
import { cursorText, type EventCursor } from './event-cursor.ts';
import { eventMessage, listMessage, pingMessage } from './event-message.ts';
import { lastEntry } from './last-entry.ts';

/** So often something is said, whether there is any news or not: proxies cut what is silent for a minute. */
export const PING_MS = 15_000;
/** Who is further behind gets the present instead of the past. */
export const MAX_BEHIND = 1_000;
/** Entries that are read, and held, at once. */
export const EVENT_PAGE = 50;
/** How long a client should wait before it comes back. */
const RETRY_MS = 2_000;

export interface EventFilter {
  readonly subject?: string | undefined;
  readonly project?: string | undefined;
}

export interface FeedOptions extends EventFilter {
  /** Goes on after it; `unknown`: the client has one that hale has not handed out; `null`: it has none. */
  readonly after: EventCursor | 'unknown' | null;
  readonly signal: Signal;
}

type Source = Pick<Agent, 'clock' | 'store' | 'news' | 'view' | 'containers'>;

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
  agent: Source,
  { after, signal, ...filter }: FeedOptions,
): AsyncGenerator<string, void, undefined> {
  const { clock, store, news } = agent;
  using bell = new Bell(clock, news, signal);
  yield `retry: ${RETRY_MS}\n\n`;
  let place = after !== null && after !== 'unknown' ? await find(agent, after) : null;
  if (place === null) place = yield* present(agent, after === null ? 'snapshot' : 'reset', filter);
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
    if (page[0]?.position !== place.position + 1 || (await isFarBehind(agent, place, page))) {
      place = yield* present(agent, 'reset', filter);
      known = place.id;
    } else {
      place = placeOf(last);
      const told = page.filter(({ entry: { subject, container } }) =>
        fits(filter, subject, container?.project ?? null),
      );
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
  agent: Source,
  event: 'snapshot' | 'reset',
  filter: EventFilter,
): AsyncGenerator<string, Place, undefined> {
  const last = await lastEntry(agent.store);
  const place = last ? placeOf(last) : { position: 0, id: null };
  const containers = agent.containers().filter((view) => isShown(filter, view));
  yield* listMessage({ event, id: place.id, sight: agent.view.engine.sight, containers });
  return place;
}

/** `null`: the journal does not hold it any more, or never did. */
async function find({ store }: Source, { epoch, position }: EventCursor): Promise<Place | null> {
  const [entry] = await store.entriesAfter(position - 1, 1);
  return entry?.position === position && entry.entry.epoch === epoch ? placeOf(entry) : null;
}

async function isFarBehind(
  { store }: Source,
  { position }: Place,
  page: readonly PositionedEntry[],
): Promise<boolean> {
  if (page.length < EVENT_PAGE) return false;
  return (await store.entriesAfter(position + MAX_BEHIND, 1)).length > 0;
}

function placeOf(entry: PositionedEntry): Place {
  return { position: entry.position, id: cursorText(entry) };
}

function isShown(filter: EventFilter, { subject, container }: ContainerView): boolean {
  return fits(filter, subject, composePlace(container.labels)?.project ?? null);
}

/** That the engine is out of sight, or back, is news to everybody. */
function fits(filter: EventFilter, subject: string, project: string | null): boolean {
  if (subject === ENGINE_SUBJECT) return true;
  if (filter.subject !== undefined && filter.subject !== subject) return false;
  return filter.project === undefined || filter.project === project;
}

/** A sleep that news ends. News that comes while nobody sleeps ends the next one before it begins. */
class Bell implements Disposable {
  readonly #clock: Clock;
  readonly #off: (() => void)[];
  #rung = false;
  #sleep: AbortController | null = null;

  constructor(clock: Clock, news: JournalNews, signal: Signal) {
    this.#clock = clock;
    const ring = (): void => {
      this.#rung = true;
      this.#sleep?.abort();
    };
    signal.addEventListener('abort', ring, { once: true });
    this.#off = [news.listen(ring), () => signal.removeEventListener('abort', ring)];
  }

  /** `at` on the monotonic scale. */
  async until(at: number): Promise<void> {
    if (!this.#rung) {
      this.#sleep = new AbortController();
      await this.#clock.sleepUntil(at, this.#sleep.signal).catch(() => undefined);
      this.#sleep = null;
    }
    this.#rung = false;
  }

  [Symbol.dispose](): void {
    for (const off of this.#off) off();
  }
}
