import { Bell, lastEntry } from '@hale/api';
import type { JournalEntry, Signal } from '@hale/core';
import type { Hub } from '@hale/hub';
import type { HubStore } from '@hale/store/hub';

/** So late at most is seen what another process has written: a command, or another replica. */
const POLL_MS = 2_000;
const PAGE = 500;

interface HubJournal extends Pick<Hub, 'news' | 'clock'> {
  readonly store: Pick<HubStore, 'entriesAfter'>;
}

/** Each entry that comes into a hub's journal from here on, whoever writes it, until the signal is aborted. */
export async function hubChanges(
  { store, news, clock }: HubJournal,
  signal: Signal,
): Promise<AsyncIterable<JournalEntry>> {
  let position = (await lastEntry(store))?.position ?? 0;
  return follow();

  async function* follow(): AsyncGenerator<JournalEntry> {
    using bell = new Bell(clock, news, signal);
    for (;;) {
      const page = await store.entriesAfter(position, PAGE);
      for (const { entry, position: at } of page) {
        position = at;
        yield entry;
      }
      if (page.length > 0) continue;
      if (signal.aborted) return;
      await bell.until(clock.monotonic() + POLL_MS);
    }
  }
}
