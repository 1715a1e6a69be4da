import { type ChainedEntry, DAY_MS, newJournal, type Tip } from '@hale/core';
import type { Point } from '@hale/protocol/sync';
import type { AgentStore, Behind } from '@hale/store';

/** What a hub has not taken for so long is not sent any more. */
export const UNSENT_MS = 7 * DAY_MS;
/** Of what waits for a hub, newest first; what is older is not sent any more. */
export const UNSENT_BYTES = 64 * 1024 * 1024;

type Journal = Pick<AgentStore, 'chain' | 'behind'>;

export function mayWait({ bytes, oldestAt }: Behind, now: number): boolean {
  return bytes <= UNSENT_BYTES && (oldestAt === null || oldestAt >= now - UNSENT_MS);
}

/** The first place of `from` to `to` that has a property, where all after one that has it have it as well; `to` itself is not asked. */
export async function firstPlace(
  from: number,
  to: number,
  has: (seq: number) => Promise<boolean>,
): Promise<number> {
  if (from >= to || (await has(from))) return from;
  let [low, high] = [from + 1, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await has(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Before the oldest entry of an epoch that can still be sent. Where the beginning is not kept any more it is the oldest entry that is:
 * what came before that, and with it its chain's value, is gone.
 */
export async function firstSendable(store: Journal, tip: Tip, now: number): Promise<Point> {
  for (;;) {
    const [oldest] = await store.chain(tip.epoch, 0, 1);
    const kept = oldest === undefined ? tip.seq : oldest.entry.seq === 1 ? 0 : oldest.entry.seq;
    const seq = await firstPlace(kept, tip.seq, async (at) =>
      mayWait(await store.behind(tip.epoch, at), now),
    );
    const point = await pointAt(store, tip, seq);
    // `null`: it was pruned meanwhile.
    if (point !== null) return point;
  }
}

/** `null`: it is not kept any more, or not there yet. */
export async function pointAt(store: Pick<Journal, 'chain'>, tip: Tip, seq: number): Promise<Point | null> {
  if (seq === 0) return pointOf(newJournal(tip.epoch));
  if (seq === tip.seq) return pointOf(tip);
  const [stored] = await store.chain(tip.epoch, seq - 1, 1);
  return stored?.entry.seq === seq ? pointAfter(stored) : null;
}

export function pointAfter({ entry, chain }: ChainedEntry): Point {
  return { seq: entry.seq, chain };
}

export function pointOf({ seq, chain }: Pick<Tip, 'seq' | 'chain'>): Point {
  return { seq, chain };
}
