import { CONDITIONS, isFailure } from '@hale/core';
import * as z from 'zod';
import type { AgentLedger, StoredRow } from './agent-ledger.ts';
import type { HubRow } from './hub-ledger.ts';
import { falseLosses, type LossBooks } from './losses.ts';

/** What a receiver was handed, and when. */
export interface Delivered {
  readonly id: string;
  readonly subject: string;
  readonly to: string;
  readonly body: string;
}

export interface Books extends LossBooks {
  readonly agents: readonly AgentLedger[];
  readonly hub: {
    readonly rows: readonly HubRow[];
    readonly gaps: readonly { readonly epoch: string; readonly from_seq: number; readonly to_seq: number }[];
  };
  /** Up to where each epoch was said to be stored. */
  readonly acked: ReadonlyMap<string, number>;
  /** In order of arrival, repeats included. */
  readonly delivered: readonly Delivered[];
}

export interface Account {
  readonly entries: number;
  readonly messages: number;
  /** Arrivals under an id that was there before. */
  readonly repeats: number;
  readonly losses: number;
  /** Each a sentence, none of which should be there. */
  readonly wrong: {
    /** Neither stored nor declared lost. */
    readonly lost: readonly string[];
    /** Of those, what had been acknowledged. */
    readonly ackedLost: readonly string[];
    readonly storedTwice: readonly string[];
    /** Stored otherwise than the agent has it, or not written by it at all. */
    readonly changed: readonly string[];
    readonly disordered: readonly string[];
    readonly untold: readonly string[];
    /** Told without an entry that says so. */
    readonly invented: readonly string[];
    /** Told in two ways under one id. */
    readonly retold: readonly string[];
    readonly falseUnhealthy: readonly string[];
    readonly falseLosses: readonly string[];
  };
}

/** Settles what the hub has stored and told against what its agents have written. */
export function settle(books: Books): Account {
  const { agents, hub, acked, delivered } = books;
  const written = agents.flatMap(({ agent, rows }) => rows.map((row) => ({ agent, row })));
  const stored = new Map(hub.rows.map((row) => [placeOf(row), row]));
  const isThere = ({ epoch, seq }: Pick<StoredRow, 'epoch' | 'seq'>): boolean =>
    stored.has(placeOf({ epoch, seq })) ||
    hub.gaps.some((gap) => gap.epoch === epoch && gap.from_seq <= seq && seq <= gap.to_seq);
  const entries = hub.rows.map((row) => ({ ...entryOf(row), agent: row.agent }));
  const ids = new Set(entries.map(({ id }) => id));
  const received = Map.groupBy(delivered, ({ id }) => id);
  return {
    entries: written.length,
    messages: delivered.length,
    repeats: delivered.length - received.size,
    losses: books.own.filter(({ to }) => to === 'unknown').length,
    wrong: {
      lost: written.filter(({ row }) => !isThere(row)).map(({ agent, row }) => described(agent, row)),
      ackedLost: [...acked].flatMap(([epoch, upTo]) =>
        Array.from({ length: upTo }, (_, index) => ({ epoch, seq: index + 1 }))
          .filter((place) => !isThere(place))
          .map((place) => `${placeOf(place)} was acknowledged`),
      ),
      storedTwice: [...repeated(hub.rows.map(placeOf)), ...repeated(entries.map(({ id }) => id))],
      changed: changedRows(written, hub.rows),
      disordered: disorderedRows(hub.rows),
      untold: entries
        .filter((entry) => isNews(entry) && !received.has(entry.id))
        .map(({ id, subject, to }) => `${subject} is ${to} by ${id}`),
      invented: delivered.filter(({ id }) => !ids.has(id)).map(({ body }) => body),
      retold: [...received.values()]
        .filter((each) => new Set(each.map(({ body }) => body)).size > 1)
        .map((each) => each.map(({ body }) => body).join(' then ')),
      falseUnhealthy: falselyUnhealthy(agents, delivered),
      falseLosses: falseLosses(books),
    },
  };
}

type Written = { readonly agent: string; readonly row: StoredRow };

function changedRows(written: readonly Written[], stored: readonly HubRow[]): readonly string[] {
  const texts = new Map(written.map(({ agent, row }) => [`${agent} ${placeOf(row)}`, textOf(row)]));
  return stored
    .filter((row) => row.agent !== '' && texts.get(`${row.agent} ${placeOf(row)}`) !== textOf(row))
    .map((row) => described(row.agent, row));
}

/** What follows in an epoch was written after what it follows. */
function disorderedRows(rows: readonly HubRow[]): readonly string[] {
  const last = new Map<string, number>();
  return rows
    .filter(({ epoch, seq }) => {
      const before = last.get(epoch) ?? 0;
      last.set(epoch, seq);
      return seq <= before;
    })
    .map((row) => described(row.agent, row));
}

function falselyUnhealthy(
  agents: readonly AgentLedger[],
  delivered: readonly Delivered[],
): readonly string[] {
  const called = new Set(
    agents.flatMap(({ agent, rows }) =>
      rows.filter((row) => entryOf(row).to === 'unhealthy').map(({ subject }) => `agent/${agent}/${subject}`),
    ),
  );
  return delivered
    .filter(({ subject, to }) => to === 'unhealthy' && !called.has(subject))
    .map(({ body }) => body);
}

const condition = z.enum(CONDITIONS);
const entry = z.looseObject({
  id: z.string(),
  at: z.int(),
  subject: z.string(),
  from: condition.nullable(),
  to: condition,
  cause: z.string(),
});

export function entryOf({ body }: Pick<StoredRow, 'body'>): z.infer<typeof entry> {
  return entry.parse(JSON.parse(body));
}

/** What was well when its agent began to look is not told. */
function isNews({ from, to, cause }: z.infer<typeof entry>): boolean {
  return from !== null || cause !== 'baseline' || isFailure(to);
}

function textOf({ body, output, core_hash, output_hash, chain }: StoredRow): string {
  return JSON.stringify([body, output, core_hash, output_hash, chain]);
}

function placeOf({ epoch, seq }: Pick<StoredRow, 'epoch' | 'seq'>): string {
  return `${epoch} ${seq}`;
}

function repeated(keys: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return keys.filter((key) => seen.size === seen.add(key).size);
}

function described(agent: string, { epoch, seq, subject }: StoredRow): string {
  return `${agent} ${epoch} ${seq} ${subject}`;
}
