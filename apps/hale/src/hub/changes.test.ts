import { NewsCaller } from '@hale/api';
import type { JournalEntry, PositionedEntry } from '@hale/core';
import { createSimulatedClock, NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { hubChanges } from './changes.ts';

function entry(seq: number): JournalEntry {
  const change = { at: NOON, subject: 'agent/x', from: null, to: 'running', cause: 'sync' } as const;
  return { ...change, epoch: 'e', seq, id: `e-${seq}`, fromAt: null };
}

/** A journal of a hub, and what is heard of it. */
async function following(kept: number) {
  const clock = createSimulatedClock(NOON);
  const news = new NewsCaller();
  const journal: PositionedEntry[] = [];
  const write = (count: number): void => {
    for (let n = 0; n < count; n += 1)
      journal.push({ position: journal.length + 1, entry: entry(journal.length + 1) });
  };
  write(kept);
  const over = new AbortController();
  const store = {
    entriesAfter: async (after: number, limit: number) =>
      journal.filter(({ position }) => position > after).slice(0, limit),
  };
  const changes = await hubChanges({ store, news, clock }, over.signal);
  const heard: number[] = [];
  const done = (async () => {
    for await (const { seq } of changes) heard.push(seq);
  })();
  return { clock, news, write, heard, over, done };
}

it('gives what comes from here on: at the news, and soon where another process has written it', async () => {
  const { clock, news, write, heard, over, done } = await following(3);
  await clock.advance(0);
  expect(heard).toEqual([]);
  write(1);
  news.grown([entry(4)]);
  await clock.advance(0);
  expect(heard).toEqual([4]);
  write(1);
  await clock.advance(1_999);
  expect(heard).toEqual([4]);
  await clock.advance(1);
  expect(heard).toEqual([4, 5]);
  // What came at the very end is given, too.
  write(1_200);
  over.abort();
  await done;
  expect(heard).toHaveLength(1_202);
});
