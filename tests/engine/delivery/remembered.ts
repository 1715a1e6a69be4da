import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isFed, type JournalEntry } from '@hale/core';
import { systemHash } from '@hale/core/system';
import { type Verdict, verifyJournal } from '@hale/store';
import { openAgentStore } from '@hale/store/sqlite';

const PAGE = 500;

export interface Remembered {
  /** What `destination`, which takes every transition, is to be handed. */
  readonly due: readonly JournalEntry[];
  readonly entries: number;
  readonly verdict: Verdict;
}

/** What an agent that has ended has left in its folder. */
export async function remembered(data: string, destination: string): Promise<Remembered> {
  const [folder] = readdirSync(data, { withFileTypes: true }).filter((each) => each.isDirectory());
  if (!folder) throw new Error(`no agent has remembered anything in ${data}`);
  const { store, sql } = await openAgentStore(join(data, folder.name));
  try {
    const entries: JournalEntry[] = [];
    for (let position = 0; ; ) {
      const page = await store.entriesAfter(position, PAGE);
      entries.push(...page.map(({ entry }) => entry));
      const last = page.at(-1);
      if (!last) break;
      position = last.position;
    }
    const due = entries.filter((entry) => isFed({ entry }, destination));
    return { due, entries: entries.length, verdict: await verifyJournal(sql, systemHash) };
  } finally {
    await store.close();
  }
}
