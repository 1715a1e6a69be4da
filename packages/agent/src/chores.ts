import { type Clock, HaleError, type Http, type JournalEntry, type Log, type Signal } from '@hale/core';
import type { AgentStore } from '@hale/store';
import { classifyPing, pingRequest, readReply, type Sender } from '@hale/transport';
import type { Recorder } from './recorder.ts';

export const CHORES_MS = 60_000;
/** A removed subject is remembered so long: it may be recreated. */
export const REMOVED_KEPT_MS = 24 * 60 * 60_000;
/** Slices that one round deletes at most. */
const SLICES_A_ROUND = 20;
const PING_TIMEOUT_MS = 10_000;

export interface ChoresOptions {
  readonly clock: Clock;
  readonly store: AgentStore;
  /** What only a minute's round may let go of, and has to write. */
  readonly recorder: Pick<Recorder, 'forget' | 'look'>;
  /** Told of entries that could not be written when they were made. */
  readonly recorded: (entries: readonly JournalEntry[]) => void;
  readonly internet: Http;
  readonly isAlive: () => boolean;
  readonly sender: Sender;
  readonly pingUrl?: string;
  readonly log?: Log;
}

/** What an agent does each minute besides watching: look at what is quiet, write what changed without a word, delete what has expired, say that it lives. */
export class Chores {
  readonly #options: ChoresOptions;

  constructor(options: ChoresOptions) {
    this.#options = options;
  }

  /** Until the signal is aborted. */
  async run(signal: Signal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      const next = clock.monotonic() + CHORES_MS;
      await clock.sleepUntil(next, signal).catch(() => undefined);
      if (!signal.aborted) await this.round(signal);
    }
  }

  async round(signal: Signal): Promise<void> {
    const { clock, recorder, recorded, log } = this.#options;
    const ping = this.#ping(signal);
    recorder.forget(clock.now() - REMOVED_KEPT_MS);
    try {
      recorded(await recorder.look());
      await this.#prune();
    } catch (error) {
      log?.error('cannot keep the store in order', { error: String(error) });
    }
    await ping;
  }

  async #prune(): Promise<void> {
    const { store, clock } = this.#options;
    for (let slice = 0; slice < SLICES_A_ROUND; slice += 1)
      if ((await store.prune(clock.now())) === 0) return;
  }

  /** A dead-man's switch: whoever is not pinged any more raises the alarm (the contract of Healthchecks.io). */
  async #ping(signal: Signal): Promise<void> {
    const { clock, internet, pingUrl, sender, isAlive, log } = this.#options;
    if (pingUrl === undefined || !isAlive()) return;
    try {
      const request = { ...pingRequest(pingUrl, sender), signal, timeoutMs: PING_TIMEOUT_MS };
      const { reply } = await readReply(await internet(request));
      const outcome = classifyPing(reply, clock.now());
      if (outcome.kind !== 'ok') log?.warn('the ping was not taken', { code: outcome.code });
    } catch (error) {
      // Its text may hold the URL, which is a secret.
      log?.warn('the ping did not get through', { code: error instanceof HaleError ? error.code : 'failed' });
    }
  }
}
