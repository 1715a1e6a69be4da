import { HaleError, type OutboxChanges } from '@hale/core';
import type { AgentStore, Batch } from '../agent-store.ts';
import type { SilenceChange } from '../records.ts';
import type { SqlAgentStore } from '../sql-agent-store.ts';
import { MAX_ENTRIES } from './journal.ts';
import { createMemoryStore, type MemoryStore } from './memory-store.ts';

/** So often a disk that could not be written is tried again. */
export const RETRY_MS = 60_000;

/** What is said when the disk is left, each time it is tried in vain, and when it has taken everything back. */
export type DiskNews =
  | { readonly kind: 'left'; readonly error: HaleError }
  | { readonly kind: 'still-away'; readonly error: HaleError; readonly unwritten: number }
  /** `dropped`: entries that memory had no room for. */
  | { readonly kind: 'back'; readonly written: number; readonly dropped: number };

export interface FallbackStore extends AgentStore {
  /** Why the disk is not written now; `null`: it is. */
  readonly away: HaleError | null;
  /** Entries that are in memory alone. */
  readonly unwritten: number;
  /** Tries the disk, if it was left; resolves to whether it is written again. `prune` does so once in `RETRY_MS`. */
  retry(): Promise<boolean>;
}

/**
 * A disk's store that goes on in memory, from what is on the disk, while the disk cannot be written.
 *
 * Deliveries, subjects and monitors are all there, and go back to the disk in one batch. The journal begins a new epoch, so that a
 * crash meanwhile never makes one place of it two things: the first `commit` that follows an entry on the disk gives `false`, and
 * `load` an empty tip. Until the disk is back, `history` and `days` tell of no more than what has come since, and of what a
 * destination has yet to read; what is in memory alone is lost with the process.
 *
 * A disk that cannot be read either is an error, as it would be without this.
 */
export function createFallbackStore(options: {
  readonly disk: SqlAgentStore;
  readonly tell: (news: DiskNews) => void;
}): FallbackStore {
  return new DiskOrMemory(options.disk, options.tell);
}

interface Away {
  readonly memory: MemoryStore;
  readonly error: HaleError;
  /** The newest position on the disk. */
  readonly since: number;
}

class DiskOrMemory implements FallbackStore {
  readonly #disk: SqlAgentStore;
  readonly #tell: (news: DiskNews) => void;
  #away: Away | null = null;
  #retryAt: number | null = null;
  /** One at a time: what is written while the disk takes over would be lost. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(disk: SqlAgentStore, tell: (news: DiskNews) => void) {
    this.#disk = disk;
    this.#tell = tell;
  }

  get away(): HaleError | null {
    return this.#away?.error ?? null;
  }

  get unwritten(): number {
    return this.#away ? this.#away.memory.position - this.#away.since : 0;
  }

  load = () => this.#read((store) => store.load());
  chain = (epoch: string, after: number, limit: number) =>
    this.#read((store) => store.chain(epoch, after, limit));
  earlier = (epoch: string, limit: number) => this.#read((store) => store.earlier(epoch, limit));
  behind = (epoch: string, after: number) => this.#read((store) => store.behind(epoch, after));
  believed = () => this.#read((store) => store.believed());
  due = (destination: string, now: number, limit: number) =>
    this.#read((store) => store.due(destination, now, limit));
  nextDue = (destination: string) => this.#read((store) => store.nextDue(destination));
  deliveries = (destination: string, subjects: readonly string[]) =>
    this.#read((store) => store.deliveries(destination, subjects));
  destinations = () => this.#read((store) => store.destinations());
  entriesAfter = (position: number, limit: number) =>
    this.#read((store) => store.entriesAfter(position, limit));
  history = (query: Parameters<AgentStore['history']>[0]) => this.#read((store) => store.history(query));
  days = (query: Parameters<AgentStore['days']>[0]) => this.#read((store) => store.days(query));
  silences = () => this.#read((store) => store.silences());
  outstanding = (limit: number) => this.#read((store) => store.outstanding(limit));

  commit = (batch: Batch) => this.#write((store) => store.commit(batch));
  silence = (change: SilenceChange) => this.#write((store) => store.silence(change));
  save = (changes: OutboxChanges) => this.#write((store) => store.save(changes));

  prune = async (now: number) => {
    if (this.#away) {
      this.#retryAt ??= now + RETRY_MS;
      if (now >= this.#retryAt) {
        this.#retryAt = now + RETRY_MS;
        await this.retry();
      }
    }
    return this.#write((store) => store.prune(now));
  };

  retry = () =>
    this.#inTurn(async () => {
      if (this.#away === null) return true;
      const { memory, since } = this.#away;
      const taken = memory.snapshot();
      const written = taken.entries.filter(({ position }) => position > since).length;
      try {
        await this.#disk.adopt(taken, since);
      } catch (error) {
        if (!isStorage(error)) throw error;
        this.#tell({ kind: 'still-away', error, unwritten: taken.position - since });
        return false;
      }
      this.#away = null;
      this.#retryAt = null;
      this.#tell({ kind: 'back', written, dropped: taken.position - since - written });
      return true;
    });

  close = () => this.#inTurn(() => this.#disk.close());

  #read<T>(use: (store: AgentStore) => Promise<T>): Promise<T> {
    return this.#inTurn(() => use(this.#away?.memory ?? this.#disk));
  }

  #write<T>(use: (store: AgentStore) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      if (this.#away) return use(this.#away.memory);
      try {
        return await use(this.#disk);
      } catch (error) {
        if (!isStorage(error)) throw error;
        return use(await this.#leave(error));
      }
    });
  }

  async #leave(error: HaleError): Promise<AgentStore> {
    const held = await this.#disk.snapshot(MAX_ENTRIES);
    const memory = createMemoryStore({ ...held, tip: null });
    this.#away = { memory, error, since: held.position };
    this.#tell({ kind: 'left', error });
    return memory;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

function isStorage(error: unknown): error is HaleError {
  return error instanceof HaleError && error.code === 'storage';
}
