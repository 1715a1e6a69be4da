import type { JournalEntry, PositionedEntry } from '@hale/core';
import { anEntry } from '@hale/core/testing';
import { NewsCaller } from '../events/journal-news.ts';

/** A journal that grows by one change after another, as whoever follows it sees it. */
export function aJournal() {
  const news = new NewsCaller();
  const entries: PositionedEntry[] = [];
  return {
    news,
    entries,
    /** What the journal keeps begins after this position. */
    kept: { after: 0 },
    async entriesAfter(after: number, limit: number): Promise<readonly PositionedEntry[]> {
      const from = Math.max(after, this.kept.after);
      return entries.filter(({ position }) => position > from).slice(0, limit);
    },
    grow(...changes: readonly Parameters<typeof anEntry>[]): void {
      const fresh: JournalEntry[] = [];
      for (const [to, change] of changes) {
        const position = entries.length + 1;
        const entry = anEntry(to, { ...change, seq: position });
        entries.push({ position, entry });
        fresh.push(entry);
      }
      news.grown(fresh);
    },
  };
}
