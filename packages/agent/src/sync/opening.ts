import type { Tip } from '@hale/core';
import type { Point } from '@hale/protocol/sync';
import type { AgentStore } from '@hale/store';
import type { Confirmed } from './cursor.ts';
import { pointAt } from './sendable.ts';

type Journal = Pick<AgentStore, 'chain' | 'behind'>;

/** Entries that are not sent any more. */
export interface Loss {
  readonly entries: number;
  /** Of those that are still kept. */
  readonly bytes: number;
}

export interface Opening {
  readonly tip: Tip;
  /** What the hub was told that it can still have. */
  readonly first: Point;
  /** Where the hub goes on. */
  readonly acked: Point;
}

/** From where both go on; `null`: the hub has another journal by this name. */
export async function agreed(store: Journal, { tip, first, acked }: Opening): Promise<Point | null> {
  // What came before is not kept, and cannot be compared.
  if (acked.seq < first.seq) return first;
  const own = acked.seq > tip.seq ? null : await pointAt(store, tip, acked.seq);
  return own?.chain === acked.chain ? own : null;
}

/** What the hub has just been told that it will never have. `before`: what it was last known to have. */
export async function lossOf(
  store: Journal,
  before: Confirmed | null,
  { tip, first, acked }: Opening,
): Promise<Loss> {
  const goesOn = before?.epoch === tip.epoch;
  const left = before === null || goesOn ? null : await store.behind(before.epoch, before.seq);
  const from = goesOn ? before.seq : 0;
  const old = { entries: left?.entries ?? 0, bytes: left?.bytes ?? 0 };
  if (acked.seq > first.seq || first.seq <= from) return old;
  const [all, kept] = [await store.behind(tip.epoch, from), await store.behind(tip.epoch, first.seq)];
  return { entries: old.entries + first.seq - from, bytes: old.bytes + all.bytes - kept.bytes };
}
