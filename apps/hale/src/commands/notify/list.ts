import type { DeadLetter } from '@hale/core';
import type { AgentStore } from '@hale/store';
import { EXIT } from '../../failure.ts';
import { openRecords } from '../../records.ts';
import type { Session, SettingsSession } from '../../session.ts';
import { listRecord } from './list-record.ts';
import { listText } from './list-text.ts';
import { type Standing, standingOf } from './standing.ts';
import { type Waiting, waiting } from './waiting.ts';

/** Rows that are read at most, of each kind. */
export const MAX_ROWS = 1_000;

/** What is known of all destinations. */
export interface Listed {
  readonly destinations: readonly ListedDestination[];
  /** What is due first comes first. */
  readonly waiting: readonly Waiting[];
  /** The newest first. */
  readonly dead: readonly DeadLetter[];
}

export interface ListedDestination {
  readonly name: string;
  /** `null`: the settings do not have it. */
  readonly transport: string | null;
  readonly standing: Standing;
  readonly waiting: number;
  readonly dead: number;
}

/** `hale notify list`: each destination, what waits for it, and what was given up. */
export async function notifyList(session: Session): Promise<number> {
  const { io, json, paint, settings } = session;
  const store = await openRecords(session);
  try {
    const now = io.clock.now();
    const listed = await read(store, settings, now);
    const width = io.stdout.isTerminal ? io.stdout.size.columns : Number.POSITIVE_INFINITY;
    const text = json
      ? JSON.stringify(listRecord(listed))
      : listText(listed, { now, width, paint }).join('\n');
    await io.stdout.write(`${text}\n`);
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

async function read(
  store: AgentStore,
  { destinations: configured }: SettingsSession['settings'],
  now: number,
): Promise<Listed> {
  const states = await store.destinations();
  const untold = await waiting(store, now, MAX_ROWS);
  const { dead } = await store.outstanding(MAX_ROWS);
  const names = new Set([...configured, ...states].map(({ name }) => name));
  const destinations = [...names].map((name): ListedDestination => {
    const transport = configured.find((each) => each.name === name)?.transport.id ?? null;
    return {
      name,
      transport,
      standing: standingOf(
        states.find((state) => state.name === name),
        { configured: transport !== null, now },
      ),
      waiting: untold.filter(({ destination }) => destination === name).length,
      dead: dead.filter(({ destination }) => destination === name).length,
    };
  });
  return {
    destinations,
    waiting: untold.toSorted(
      (a, b) => (a.nextAt ?? Infinity) - (b.nextAt ?? Infinity) || a.entry.at - b.entry.at,
    ),
    dead: dead.toSorted((a, b) => b.at - a.at),
  };
}
