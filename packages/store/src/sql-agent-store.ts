import type { AgentStore } from './agent-store.ts';
import {
  behind,
  chain,
  days,
  earlier,
  entriesAfter,
  history,
  restoreEntries,
  tipStands,
  writeEntries,
} from './journal.ts';
import {
  allDeliveries,
  changeOutbox,
  deadLetters,
  deliveriesOf,
  destinationStates,
  due,
  nextDue,
  writeDead,
  writeDeliveries,
  writeDestinations,
} from './outbox.ts';
import { prune } from './prune.ts';
import { db } from './schema.ts';
import { changeSilence, countSilences, silences, silencesStand, writeSilences } from './silences.ts';
import type { Snapshot } from './snapshot.ts';
import type { Sql } from './sql.ts';
import { believed, loadState, writeState } from './state.ts';

/** An agent's store that another one can stand in for. */
export interface SqlAgentStore extends AgentStore {
  /** All of its state, and as many entries as `entries` that a destination has yet to read. */
  snapshot(entries: number): Promise<Snapshot>;
  /** Takes over the state of a stand-in, and the entries that it has written after position `since`. */
  adopt(snapshot: Snapshot, since: number): Promise<void>;
}

/** The agent's store over any SQL engine whose tables are up to date: see `migrate`. */
export function createAgentStore(sql: Sql): SqlAgentStore {
  return {
    load: async () => {
      const { position: _, ...remembered } = await loadState(sql);
      return remembered;
    },
    commit: async (batch) => {
      const { guards, statements } = changeOutbox(batch);
      const outcome = await sql.batch(
        [...writeEntries(batch), ...writeState(batch), ...statements],
        [tipStands(batch.tip), silencesStand(batch.silences), ...guards],
      );
      return outcome === 'done';
    },
    chain: (epoch, after, limit) => chain(sql, epoch, after, limit),
    behind: (epoch, after) => behind(sql, epoch, after),
    earlier: (epoch, limit) => earlier(sql, epoch, limit),
    believed: () => believed(sql),
    save: async (changes) => {
      const { guards, statements } = changeOutbox(changes);
      return (await sql.batch(statements, guards)) === 'done';
    },
    due: (destination, now, limit) => due(sql, destination, now, limit),
    nextDue: (destination) => nextDue(sql, destination),
    deliveries: (destination, subjects) => deliveriesOf(sql, destination, subjects),
    destinations: () => destinationStates(sql),
    entriesAfter: async (position, limit) =>
      (await entriesAfter(sql, position, limit)).map(({ position, entry }) => ({ position, entry })),
    history: (query) => history(sql, query),
    days: (query) => days(sql, query),
    outstanding: async (limit) => ({
      deliveries: await allDeliveries(sql, limit),
      dead: await deadLetters(sql, limit),
    }),
    silences: () => silences(sql),
    silence: async (change) => {
      const { guards, statements } = changeSilence(change);
      return (await sql.batch(statements, guards)) === 'done';
    },
    prune: (now) => prune(sql, now),
    snapshot: (entries) => snapshot(sql, entries),
    adopt: (taken, since) => adopt(sql, taken, since),
    close: () => sql.close(),
  };
}

/** All of a table that is bounded by what it is about. */
const ALL = Number.MAX_SAFE_INTEGER;

async function snapshot(sql: Sql, limit: number): Promise<Snapshot> {
  const destinations = await destinationStates(sql);
  const state = await loadState(sql);
  const read = Math.min(state.position, ...destinations.flatMap(({ feed }) => feed?.position ?? []));
  return {
    ...state,
    destinations,
    deliveries: await allDeliveries(sql, ALL),
    dead: await deadLetters(sql, ALL),
    silences: await silences(sql),
    entries: await entriesAfter(sql, Math.max(read, state.position - limit), limit),
  };
}

async function adopt(sql: Sql, taken: Snapshot, since: number): Promise<void> {
  const { tip, position } = taken;
  await sql.batch([
    ...(['monitor', 'subject', 'delivery', 'destination', 'dead_letter', 'silence'] as const).map((table) =>
      db.deleteFrom(table).compile(),
    ),
    ...restoreEntries(taken.entries.filter((entry) => entry.position > since)),
    db
      .updateTable('state')
      .set({ epoch: tip?.epoch ?? null, seq: tip?.seq ?? 0, chain: tip?.chain ?? null, position })
      .compile(),
    ...writeState({ ...taken, forgotten: [] }),
    ...writeDeliveries(taken.deliveries, 0),
    ...writeDestinations(taken.destinations, 0),
    ...writeDead(taken.dead),
    ...writeSilences(taken.silences.all),
    countSilences(taken.silences.version),
  ]);
}
