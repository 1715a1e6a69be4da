import { type ChainedEntry, type Hash, link, newJournal, nextChain } from '@hale/core';
import { entriesAfter } from './journal.ts';
import type { Sql } from './sql.ts';
import { loadState } from './state.ts';
import type { StoredEntry } from './stored-entry.ts';

const PAGE_ROWS = 500;

/** A place where the journal does not prove what it holds. */
export interface Breach {
  readonly epoch: string;
  readonly seq: number;
  readonly why: 'changed' | 'missing' | 'tail-missing';
}

export interface Verdict {
  /** Entries that hold. */
  readonly entries: number;
  /** The first; `null`: all holds. */
  readonly breach: Breach | null;
}

/**
 * Recomputes the chain over all that is kept. The oldest entry of an epoch whose beginning has expired is where it begins; an output
 * that has expired is stood for by its hash.
 */
export async function verifyJournal(sql: Sql, hash: Hash): Promise<Verdict> {
  let entries = 0;
  let before: StoredEntry | null = null;
  for (;;) {
    const page: readonly StoredEntry[] = await entriesAfter(sql, before?.position ?? 0, PAGE_ROWS);
    for (const stored of page) {
      const why = await breach(before, stored, hash);
      if (why) return { entries, breach: { epoch: stored.entry.epoch, seq: stored.entry.seq, why } };
      before = stored;
      entries += 1;
    }
    if (page.length < PAGE_ROWS) break;
  }
  return { entries, breach: await missingTail(sql, before) };
}

async function breach(
  before: StoredEntry | null,
  stored: StoredEntry,
  hash: Hash,
): Promise<Breach['why'] | null> {
  const { entry } = stored;
  const follows = before?.entry.epoch === entry.epoch;
  if (follows && entry.seq !== before.entry.seq + 1) return 'missing';
  const start = follows ? before.chain : entry.seq === 1 ? newJournal(entry.epoch).chain : null;
  return (await holds(stored, start, hash)) ? null : 'changed';
}

/** Whether an entry is what its hashes say, and follows where the chain stood before it. `start`: `null` where nobody knows that. */
export async function holds(
  { entry, coreHash, outputHash, chain }: ChainedEntry,
  start: string | null,
  hash: Hash,
): Promise<boolean> {
  const again = await link(start ?? '', entry, hash);
  const output = entry.container?.output ?? null;
  if (again.coreHash !== coreHash || (output !== null && again.outputHash !== outputHash)) return false;
  return start === null || (await nextChain(start, entry.seq, coreHash, outputHash, hash)) === chain;
}

async function missingTail(sql: Sql, last: StoredEntry | null): Promise<Breach | null> {
  const { tip, position } = await loadState(sql);
  if (tip === null || (last === null && position > 0)) return null;
  // An epoch that has no entry yet says nothing of the end of the one before; its position does.
  if (tip.seq === 0 && (last?.position ?? 0) === position) return null;
  const { epoch, seq } = last?.entry ?? { epoch: tip.epoch, seq: 0 };
  const whole = epoch === tip.epoch && seq === tip.seq && last?.chain === tip.chain;
  return whole ? null : { epoch: tip.epoch, seq: tip.seq, why: 'tail-missing' };
}
