import type { Outbox, PositionedEntry } from '@hale/core';

/**
 * The newest entry of a journal; `null`: it holds none. A journal can only be asked for what comes after a place: strides that
 * double, then halve, find its end in two dozen looks where it has a million entries.
 */
export async function lastEntry(journal: Pick<Outbox, 'entriesAfter'>): Promise<PositionedEntry | null> {
  const at = async (position: number): Promise<PositionedEntry | undefined> =>
    (await journal.entriesAfter(position - 1, 1))[0];
  let last = await at(1);
  if (last === undefined) return null;
  let stride = 1;
  for (let next = await at(last.position + 1); next !== undefined; next = await at(last.position + stride)) {
    last = next;
    stride *= 2;
  }
  // Nothing is as far as a stride after it.
  for (stride /= 2; stride >= 1; stride /= 2) last = (await at(last.position + stride)) ?? last;
  return last;
}
