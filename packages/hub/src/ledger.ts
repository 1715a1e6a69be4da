import type { NewsCaller } from '@hale/api';
import { append, type Clock, type Delivery, type Hash, type JournalEntry, type Tip } from '@hale/core';
import type { HubBatch, HubStore } from '@hale/store/hub';
import type { Counts } from './counts.ts';
import type { OwnChange } from './own-entries.ts';
import type { Teller, Telling } from './teller.ts';

/** What has been found, to be written with all that follows from it. Entries are in the words of the fleet. */
export interface Findings {
  readonly batch: HubBatch;
  /** Those of `batch.received`. */
  readonly reported?: readonly JournalEntry[];
  /** Whether people are told of those. Default true. */
  readonly tellsReported?: boolean;
  /** Found out by the hub itself. */
  readonly own?: readonly OwnChange[];
  /** Whether people are told of those. Default true. */
  readonly tellsOwn?: boolean;
  /** What was known before, and may never have been told. */
  readonly again?: readonly JournalEntry[];
  /** What only those are told who know nothing of its subject. */
  readonly missed?: readonly JournalEntry[];
  /** What nobody is to be told of any more. */
  readonly dropped?: readonly Delivery[];
  /** Subjects of the fleet that go up and down by turns. */
  readonly flapping?: ReadonlySet<string>;
}

export interface LedgerOptions {
  readonly store: HubStore;
  readonly teller: Teller;
  readonly clock: Clock;
  readonly hash: Hash;
  readonly news: NewsCaller;
  readonly counts: Counts;
  /** There may be something to tell. */
  readonly wake: () => void;
}

/** So often something is looked at anew because somebody else has written what it was decided by. */
export const MAX_CONFLICTS = 8;

const NOBODY: ReadonlySet<string> = new Set();

/** Writes what has been found, and what each destination should now know of it, in one batch. */
export class Ledger {
  readonly #options: LedgerOptions;
  #failure: string | null = null;
  /** Entries of the hub's own come one after another: each is proven by the one before. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** Why the last batch could not be written; `null`: it could. */
  get failure(): string | null {
    return this.#failure;
  }

  /** `false`: something is not what it was made from any more; look again. On disk when it resolves. */
  write(findings: Findings): Promise<boolean> {
    const { own = [] } = findings;
    return own.length === 0 ? this.#write(findings, null) : this.lookAndWrite(async () => findings);
  }

  /** The same of what `look` finds: until it is written, the hub finds out nothing else. */
  lookAndWrite(look: () => Promise<Findings>): Promise<boolean> {
    const turn = this.#turn.then(async () => {
      const hub = await this.#options.store.hub();
      return this.#write(await look(), hub?.tip ?? null);
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #write(findings: Findings, tip: Tip | null): Promise<boolean> {
    const { hash, news, counts, wake } = this.#options;
    const { batch, own = [], reported = [], dropped = [] } = findings;
    const chained = tip ? await append(tip, own, hash) : [];
    const entries = chained.map(({ entry }) => entry);
    const telling = await this.#plan(findings, entries);
    const settled = [...(telling?.settled ?? []), ...dropped.filter((row) => !isPlanned(row, telling))];
    const done = await this.#commit({
      ...batch,
      ...(tip && {
        own: {
          tip,
          entries: chained,
          elsewhere: entries.filter((_, n) => own[n]?.elsewhere).map(({ id }) => id),
        },
      }),
      ...(telling && { silences: telling.silences, deliveries: telling.deliveries }),
      ...(settled.length > 0 && { settled }),
    });
    if (!done) return false;
    counts.written(batch);
    const grown = [...reported, ...entries];
    news.grown(grown);
    if (grown.length > 0 || telling !== null) wake();
    return true;
  }

  async #plan(findings: Findings, own: readonly JournalEntry[]): Promise<Telling | null> {
    const { teller, clock } = this.#options;
    const { reported = [], tellsReported = true, tellsOwn = true, again = [], missed = [] } = findings;
    const news = [...again, ...(tellsReported ? reported : []), ...(tellsOwn ? own : [])];
    if (news.length + missed.length === 0) return null;
    return teller.plan({ news, missed }, findings.flapping ?? NOBODY, clock.now());
  }

  async #commit(batch: HubBatch): Promise<boolean> {
    try {
      const done = await this.#options.store.commit(batch);
      this.#failure = null;
      return done;
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }
}

function isPlanned(row: Delivery, telling: Telling | null): boolean {
  const same = (other: Delivery): boolean =>
    other.destination === row.destination && other.subject === row.subject;
  return telling !== null && (telling.deliveries.some(same) || telling.settled.some(same));
}
