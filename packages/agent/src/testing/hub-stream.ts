import { type Hash, type JournalEntry, link, newJournal, nextChain } from '@hale/core';
import {
  type HelloRequest,
  type Point,
  type SentEntry,
  type SnapshotRequest,
  type SyncRequest,
  stateDigest,
} from '@hale/protocol/sync';

/** What a hub has of one epoch. */
export interface Replica {
  readonly epoch: string;
  /** In the order of their taking. */
  readonly entries: SentEntry[];
  /** Never to come: from after the first to the second. */
  readonly gaps: (readonly [number, number])[];
  acked: Point;
  /** As of where the state is known. */
  stateSeq: number;
}

export type Taken = 'none' | 'snapshot' | 'resend' | 'new-epoch';

/** What a hub has of one agent, by the rules and no more: a disk and a lease it has not. */
export class HubStream {
  readonly #hash: Hash;
  readonly replicas: Replica[] = [];
  /** Of each subject, the last entry that it was said by. */
  readonly believed = new Map<string, JournalEntry>();
  #parts = new Map<number, SnapshotRequest['subjects']>();
  #collecting: string | null = null;

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  get replica(): Replica | undefined {
    return this.replicas.at(-1);
  }

  digest(): Promise<string> {
    return stateDigest(
      [...this.believed].map(([subject, last]) => ({ subject, last })),
      this.#hash,
    );
  }

  /** `null`: it has to begin anew. */
  begin({ epoch, first, tip }: HelloRequest): { readonly acked: Point; readonly fresh: boolean } | null {
    const goesOn = this.replica?.epoch === epoch;
    if (!goesOn && this.replicas.some((known) => known.epoch === epoch)) return null;
    if (!goesOn) {
      const { seq, chain } = newJournal(epoch);
      this.replicas.push({ epoch, entries: [], gaps: [], acked: { seq, chain }, stateSeq: 0 });
    }
    const replica = this.#current;
    if (tip.seq < Math.max(replica.acked.seq, replica.stateSeq)) return null;
    const jumps = first.seq > replica.acked.seq;
    if (jumps) {
      replica.gaps.push([replica.acked.seq, first.seq]);
      replica.acked = { seq: first.seq, chain: first.chain };
    }
    return { acked: replica.acked, fresh: jumps || !goesOn };
  }

  async take({ base, entries, tip, digest }: SyncRequest): Promise<Taken> {
    const replica = this.#current;
    if (tip < replica.acked.seq) return 'new-epoch';
    if (base.seq > replica.acked.seq) return 'resend';
    let at: Point = base;
    if (!this.#agrees(at)) return 'new-epoch';
    for (const sent of entries) {
      at = await this.#after(at, sent);
      if (!this.#agrees(at)) return 'new-epoch';
      if (at.seq <= replica.acked.seq) continue;
      replica.entries.push(sent);
      replica.acked = at;
      if (at.seq > replica.stateSeq) this.#believe(entryOf(sent), at.seq);
    }
    const caughtUp = tip === replica.acked.seq && tip === replica.stateSeq;
    return caughtUp && digest !== (await this.digest()) ? 'snapshot' : 'none';
  }

  /** Whether all of it has come, or is not wanted. */
  assemble({ snapshot, at, part, parts, subjects }: SnapshotRequest): boolean {
    const replica = this.#current;
    if (at.seq < replica.stateSeq) return true;
    if (this.#collecting !== snapshot) this.#parts = new Map();
    this.#collecting = snapshot;
    this.#parts.set(part, subjects);
    if (part < parts) return true;
    if (this.#parts.size < parts) return false;
    this.believed.clear();
    for (const each of this.#parts.values())
      for (const { subject, last } of each) this.believed.set(subject, last as unknown as JournalEntry);
    replica.stateSeq = at.seq;
    this.#collecting = null;
    return true;
  }

  /** As after a restore from a backup of then. */
  rollBack(seq: number, chain: string): void {
    const replica = this.#current;
    replica.entries.splice(
      0,
      replica.entries.length,
      ...replica.entries.filter(({ entry }) => entry.seq <= seq),
    );
    replica.acked = { seq, chain };
    replica.stateSeq = Math.min(replica.stateSeq, seq);
  }

  get #current(): Replica {
    if (!this.replica) throw new Error('there was no hello');
    return this.replica;
  }

  #agrees({ seq, chain }: Point): boolean {
    const { acked } = this.#current;
    return seq !== acked.seq || chain === acked.chain;
  }

  async #after({ seq, chain }: Point, sent: SentEntry): Promise<Point> {
    const { epoch } = this.#current;
    if (sent.entry.seq !== seq + 1 || sent.entry.epoch !== epoch)
      throw new Error(`after ${seq} came ${sent.entry.seq} of ${sent.entry.epoch}`);
    const own = await link(chain, entryOf(sent), this.#hash);
    const { outputHash = own.outputHash } = sent;
    return { seq: seq + 1, chain: await nextChain(chain, seq + 1, own.coreHash, outputHash, this.#hash) };
  }

  #believe(entry: JournalEntry, seq: number): void {
    if (entry.to === 'removed') this.believed.delete(entry.subject);
    else this.believed.set(entry.subject, entry);
    this.#current.stateSeq = seq;
  }
}

/** What a test's own agent has sent is an entry. */
export function entryOf({ entry }: SentEntry): JournalEntry {
  return entry as unknown as JournalEntry;
}
