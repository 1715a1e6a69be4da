import type { Tip } from '@hale/core';
import type { Batch } from './agent-store.ts';

/** Where the journal stands once a batch is taken. */
export function tipAfter({ tip, renewed, entries }: Batch): Tip | null {
  const last = entries.at(-1);
  return last ? { epoch: last.entry.epoch, seq: last.entry.seq, chain: last.chain } : (renewed ?? tip);
}
