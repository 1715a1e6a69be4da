import type { Clock, JournalEntry, Log } from '@hale/core';
import type { AgentRecord, HubStore } from '@hale/store/hub';
import { LATE_AFTER_SYNCS } from './agent-state.ts';
import { eachAgent } from './all-agents.ts';
import { failingAgents } from './failing-agents.ts';
import { fleetSuspect } from './fleet-suspect.ts';
import type { Ledger } from './ledger.ts';
import { agentChange, fleetChange } from './own-entries.ts';
import { leaseMsOf } from './terms.ts';

export const SWEEP_MS = 5_000;
/** After the end of a lease, for what was on its way. */
export const GRACE_MS = 5_000;
/** So many may fall silent at once, or that share of those that live, before it is the hub or the network that is suspect. */
export const SUSPECT_AGENTS = 5;
export const SUSPECT_SHARE = 0.3;
/** Who falls silent so long after that did not do so with the others, and is told. */
export const SUSPECT_FOR_MS = 30 * 60_000;
/** Agents that one sweep finds lost. */
const SLICE = 200;
/** Since the last sweep more time went by, or less, than the wall clock says: it was put forward or back, or this machine slept. */
const MAX_DRIFT_MS = 5_000;

export interface SweepOptions {
  readonly store: HubStore;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly syncMs: () => Promise<number>;
  readonly log?: Log;
}

/** Finds out who is not there any more: by the hub's clock alone, and never because the hub itself was away. */
export class Sweep {
  readonly #options: SweepOptions;
  /** Nobody is lost before, on the monotonic scale; `null`: the hub has just begun. */
  #graceUntil: number | null = null;
  #last: { readonly wall: number; readonly mono: number } | null = null;

  constructor(options: SweepOptions) {
    this.#options = options;
  }

  /** One look. Whatever keeps it from looking is a reason for another grace. */
  async round(): Promise<void> {
    try {
      await this.#look();
    } catch (error) {
      this.#graceUntil = null;
      throw error;
    }
  }

  async #look(): Promise<void> {
    const { store, clock } = this.#options;
    const now = clock.now();
    const hasDrifted = this.#hasDrifted();
    this.#last = { wall: now, mono: clock.monotonic() };
    await this.#tryToWrite();
    const syncMs = await this.#options.syncMs();
    if (this.#graceUntil === null || hasDrifted) {
      this.#graceUntil = clock.monotonic() + 2 * leaseMsOf(syncMs);
      await this.#shorten(now);
    }
    if (clock.monotonic() < this.#graceUntil) return;
    const expired = await store.expired(now - GRACE_MS, SLICE);
    const suspect = await fleetSuspect(store);
    if (expired.length === 0 && suspect === null) return;
    const tooMany = await this.#tooMany(now, syncMs, suspect);
    if (suspect === null) {
      if (tooMany) await this.#suspect(now);
      else await this.#lose(expired, now);
      return;
    }
    if (!tooMany) {
      if (await this.#clear(suspect, now)) await this.#lose(expired, now);
      return;
    }
    // It may have been put back since: then nobody knows how long that was ago.
    const heldMs = now - suspect.at;
    if (heldMs < 0 || heldMs >= leaseMsOf(syncMs))
      await this.#lose(expired, now, { tells: heldMs >= SUSPECT_FOR_MS });
  }

  /** As long as nothing can be written nobody can be heard: the grace begins when that is over, not while it lasts. */
  async #tryToWrite(): Promise<void> {
    const { store, ledger } = this.#options;
    if (ledger.failure === null) return;
    const [any] = await store.agents({ limit: 1 });
    if (any) await ledger.write({ batch: { leases: [any.lease] } });
  }

  /** Those that fell silent together are not lost together: by the time of the first all others are late. */
  async #tooMany(now: number, syncMs: number, suspect: JournalEntry | null): Promise<boolean> {
    const { store } = this.#options;
    const until = now - GRACE_MS + LATE_AFTER_SYNCS * syncMs;
    const lostSince = suspect?.at ?? Number.MAX_SAFE_INTEGER;
    const { live } = await store.countAgents();
    const { expired, lost } = await store.countSilent({ until, lostSince });
    return expired + lost > Math.max(SUSPECT_AGENTS, SUSPECT_SHARE * (live + lost));
  }

  async #suspect(now: number): Promise<void> {
    const { ledger, log } = this.#options;
    log?.warn('many agents are silent at once: the hub or its network is suspect');
    await ledger.write({ batch: {}, own: [fleetChange('running', 'unknown', { at: now, fromAt: null })] });
  }

  /** Of each that is still lost nobody has been told, as long as all of them were suspect. */
  async #clear(suspect: JournalEntry, now: number): Promise<boolean> {
    const { store, ledger } = this.#options;
    return ledger.lookAndWrite(async () => ({
      batch: {},
      own: [fleetChange('unknown', 'running', { at: now, fromAt: suspect.at })],
      missed: await failingAgents(store, now),
    }));
  }

  /** All in one, or each alone where one of them has just come back. */
  async #lose(expired: readonly AgentRecord[], now: number, { tells = true } = {}): Promise<void> {
    if (expired.length === 0 || (await this.#loseTogether(expired, now, tells))) return;
    for (const record of expired) await this.#loseTogether([record], now, tells);
  }

  async #loseTogether(records: readonly AgentRecord[], now: number, tellsOwn: boolean): Promise<boolean> {
    const { ledger, log } = this.#options;
    const done = await ledger.write({
      batch: { leases: records.map(({ lease }) => ({ ...lease, state: 'lost', since: now, until: null })) },
      own: records.map((record) => agentChange(record, 'unknown', 'lease', now)),
      tellsOwn,
    });
    if (done)
      for (const { agent } of records)
        log?.warn('an agent is lost', { agent: agent.id, host: agent.host.name });
    return done;
  }

  /** The clock was put back: no lease is longer than it was meant to be. */
  async #shorten(now: number): Promise<void> {
    const { store } = this.#options;
    for await (const { lease } of eachAgent(store)) {
      const until = now + leaseMsOf(lease.syncMs);
      if (lease.state === 'live' && lease.until !== null && lease.until > until)
        await store.commit({ leases: [{ ...lease, until }] });
    }
  }

  #hasDrifted(): boolean {
    const { clock } = this.#options;
    if (this.#last === null) return false;
    const wall = clock.now() - this.#last.wall;
    const mono = clock.monotonic() - this.#last.mono;
    return Math.abs(wall - mono) > MAX_DRIFT_MS || mono > SWEEP_MS + MAX_DRIFT_MS * 2;
  }
}
