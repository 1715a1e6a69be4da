import { type DestinationState, isFed, type Outbox } from '@hale/core';

/** What waits is counted up to here. */
export const MAX_BACKLOG = 500;

/** What a destination has yet to be told. */
export interface Backlog {
  readonly destination: string;
  /** Changes, at most {@link MAX_BACKLOG}. */
  readonly depth: number;
  /** How long the oldest has been due; 0: none is. */
  readonly oldestMs: number;
}

type Journal = Pick<Outbox, 'due' | 'destinations' | 'entriesAfter'>;

/** Of each that the outbox knows. `now`: epoch milliseconds. */
export async function backlogs(outbox: Journal, now: number): Promise<readonly Backlog[]> {
  const states = await outbox.destinations();
  return Promise.all(states.map((state) => backlogOf(outbox, state, now)));
}

async function backlogOf(outbox: Journal, { name, feed }: DestinationState, now: number): Promise<Backlog> {
  const since = feed ? await unread(outbox, name, feed.position) : await undelivered(outbox, name, now);
  const oldest = Math.min(now, ...since);
  return { destination: name, depth: since.length, oldestMs: now - oldest };
}

async function unread(outbox: Journal, name: string, position: number): Promise<readonly number[]> {
  const entries = await outbox.entriesAfter(position, MAX_BACKLOG);
  return entries.filter(({ entry }) => isFed(entry, name)).map(({ entry }) => entry.at);
}

/** A retry puts off when it is due, not since when it has been. */
async function undelivered(outbox: Journal, name: string, now: number): Promise<readonly number[]> {
  const rows = await outbox.due(name, Number.MAX_SAFE_INTEGER, MAX_BACKLOG);
  return rows.map(({ failing, dueAt }) => failing?.since ?? dueAt ?? now);
}
