import { type ChainedEntry, type Hash, newJournal } from '@hale/core';
import { holds, type Verdict } from '../verify-journal.ts';
import type { HubStore } from './hub-store.ts';
import { OWN } from './journal.ts';
import { REJECTED_ROWS } from './retention.ts';

const PAGE_ROWS = 500;

type Readable = Pick<HubStore, 'hub' | 'agent' | 'chain' | 'gaps' | 'rejected'>;

/** A part of a stream that is known not to be there. */
interface Hole {
  readonly from: number;
  readonly to: number;
}

interface Place {
  readonly seq: number;
  readonly chain: string;
}

/**
 * Recomputes the chain over all that is kept of one epoch of an agent, or of the hub's own journal: its agent is the empty text. After a
 * declared gap and a rejected entry nobody knows where the chain stood, and what comes next is where it begins again.
 */
export async function verifyStream(
  store: Readable,
  agent: string,
  epoch: string,
  hash: Hash,
): Promise<Verdict> {
  const holes = await holesOf(store, agent, epoch);
  const broken = (seq: number, why: 'changed' | 'missing' | 'tail-missing') => ({ epoch, seq, why });
  let entries = 0;
  let before: ChainedEntry | null = null;
  for (;;) {
    const page: readonly ChainedEntry[] = await store.chain(agent, epoch, before?.entry.seq ?? 0, PAGE_ROWS);
    for (const chained of page) {
      const { seq } = chained.entry;
      const last: number | null = before?.entry.seq ?? null;
      if (last !== null && !explained(holes, last + 1, seq - 1))
        return { entries, breach: broken(seq, 'missing') };
      const start = before !== null && last === seq - 1 ? before.chain : null;
      if (!(await holds(chained, seq === 1 ? newJournal(epoch).chain : start, hash)))
        return { entries, breach: broken(seq, 'changed') };
      before = chained;
      entries += 1;
    }
    if (page.length < PAGE_ROWS) break;
  }
  const end = await endOf(store, agent, epoch);
  if (end === null || before === null) return { entries, breach: null };
  const { seq } = before.entry;
  const whole =
    seq === end.seq ? before.chain === end.chain : seq < end.seq && explained(holes, seq + 1, end.seq);
  return { entries, breach: whole ? null : broken(end.seq, 'tail-missing') };
}

/** Where the journal stands; `null`: it goes on no more. */
async function endOf(store: Readable, agent: string, epoch: string): Promise<Place | null> {
  if (agent === OWN) {
    const tip = (await store.hub())?.tip;
    return tip?.epoch === epoch ? tip : null;
  }
  const stream = (await store.agent(agent))?.stream;
  return stream?.epoch === epoch ? stream.acked : null;
}

async function holesOf(store: Readable, agent: string, epoch: string): Promise<readonly Hole[]> {
  const gaps = await store.gaps(agent, Number.MAX_SAFE_INTEGER);
  const rejected = await store.rejected(agent, REJECTED_ROWS);
  return [
    ...gaps.filter((gap) => gap.epoch === epoch),
    ...rejected.flatMap((each) => (each.epoch === epoch ? { from: each.seq, to: each.seq } : [])),
  ].toSorted((a, b) => a.from - b.from);
}

function explained(holes: readonly Hole[], from: number, to: number): boolean {
  let next = from;
  for (const hole of holes) if (hole.from <= next && next <= hole.to) next = hole.to + 1;
  return next > to;
}
