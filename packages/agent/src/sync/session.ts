import type { Clock, Log, Random, Signal } from '@hale/core';
import {
  byeAnswer,
  type HelloAnswer,
  MAX_BYTES,
  MAX_ENTRIES,
  MAX_PARTS,
  type Point,
  type SyncAnswer,
  type SyncRequest,
  syncAnswer,
} from '@hale/protocol/sync';
import type { AgentStore, Behind, StoredEntry } from '@hale/store';
import { type BatchLimits, fitting } from './batch.ts';
import type { Belief, Beliefs } from './beliefs.ts';
import type { Cursor } from './cursor.ts';
import { exchange, type HubAccess, type Refusal } from './exchange.ts';
import { type MayLeave, outgoing } from './outgoing.ts';
import { pointAfter, pointAt } from './sendable.ts';
import { SnapshotSending } from './snapshot-sending.ts';

const BYE_TIMEOUT_MS = 2_000;

export interface SessionPorts {
  readonly access: HubAccess;
  readonly store: Pick<AgentStore, 'chain' | 'behind' | 'earlier'>;
  readonly beliefs: Beliefs;
  readonly cursor: Cursor;
  readonly clock: Clock;
  readonly random: Random;
  readonly mayLeave: MayLeave;
  readonly hashOfNothing: string;
  /** Of this start of the process. */
  readonly instance: string;
  readonly engine: () => SyncRequest['engine'];
  /** Told how many entries the hub could not take. */
  readonly rejected: (entries: number) => void;
  readonly log?: Log;
}

/** What came of a step. */
export type Step =
  /** There is more to send at once, or all is said. `took`: whether the hub has taken something by this step. */
  | { readonly kind: 'more' | 'quiet'; readonly took: boolean }
  /** It cannot go on: a hello has to say where each of them stands. */
  | { readonly kind: 'over' }
  | Refusal;

/** One hello's worth of reports: a request at a time, each from what the one before has left. */
export class Session {
  readonly epoch: string;
  readonly #ports: SessionPorts;
  readonly #name: string;
  #terms: Pick<HelloAnswer, 'leaseMs' | 'syncMs'>;
  #heardAt: number;
  #limits: BatchLimits;
  #acked: Point;
  #queued: Behind = { entries: 0, bytes: 0, oldestAt: null };
  #progress = false;
  #snapshot: SnapshotSending | 'wanted' | null;
  #snapshotAt: number | null = null;
  #restarts = 0;

  /** `acked`: what both of them have of the epoch. */
  constructor(ports: SessionPorts, epoch: string, answer: HelloAnswer, acked: Point) {
    this.#ports = ports;
    this.epoch = epoch;
    this.#name = answer.session;
    this.#terms = answer;
    this.#limits = {
      maxEntries: Math.min(answer.limits.maxEntries, MAX_ENTRIES),
      maxBytes: Math.min(answer.limits.maxBytes, MAX_BYTES),
    };
    this.#acked = acked;
    this.#snapshot = answer.want === 'snapshot' ? 'wanted' : null;
    this.#heardAt = ports.clock.monotonic();
  }

  get acked(): number {
    return this.#acked.seq;
  }

  get queued(): Behind {
    return this.#queued;
  }

  get syncMs(): number {
    return this.#terms.syncMs;
  }

  /** The hub has taken something that it was told in this session. */
  get progress(): boolean {
    return this.#progress;
  }

  /** By `at`, monotonic, the hub will have missed this agent, unless it answers before. */
  isLapsed(at: number): boolean {
    return at - this.#heardAt > this.#terms.leaseMs;
  }

  /** One request at most. `heartbeat`: also when there is nothing to say. */
  async next(signal: Signal, { heartbeat }: { readonly heartbeat: boolean }): Promise<Step> {
    const belief = await this.#ports.beliefs.read();
    if (belief.tip?.epoch !== this.epoch) return { kind: 'over' };
    if (this.#snapshot === 'wanted') this.#begin(belief);
    if (this.#snapshot instanceof SnapshotSending) return this.#sendPart(this.#snapshot, signal);
    return this.#sync({ ...belief, tip: belief.tip }, heartbeat, signal);
  }

  /** Best effort. */
  async bye(signal: Signal): Promise<void> {
    const { access, instance } = this.#ports;
    await exchange(access, {
      path: 'v1/bye',
      message: { session: this.#name, instance, reason: 'shutdown' },
      answer: byeAnswer,
      timeoutMs: BYE_TIMEOUT_MS,
      signal,
    });
  }

  async #sync(
    { tip, digest }: Belief & { readonly tip: NonNullable<Belief['tip']> },
    heartbeat: boolean,
    signal: Signal,
  ): Promise<Step> {
    const { access, store, clock, engine, instance, mayLeave, hashOfNothing } = this.#ports;
    const base = this.#acked;
    const page = await store.chain(this.epoch, base.seq, this.#limits.maxEntries);
    // What was written since is of a later moment than the digest.
    const unsent = page.filter(({ entry }) => entry.seq <= tip.seq);
    if ((unsent[0]?.entry.seq ?? tip.seq + 1) !== base.seq + 1) return { kind: 'over' };
    if (unsent.length === 0 && !heartbeat) return { kind: 'quiet', took: false };
    const ready = unsent.map((stored) => outgoing(stored, mayLeave, hashOfNothing));
    const count = ready.length === 0 ? 0 : fitting(ready, this.#limits);
    const sent = unsent.slice(0, count);
    this.#queued = await store.behind(this.epoch, base.seq + count);
    const message: SyncRequest = {
      session: this.#name,
      instance,
      epoch: this.epoch,
      base,
      entries: ready.slice(0, count),
      tip: tip.seq,
      digest,
      queued: { ...this.#queued },
      clock: { wall: clock.now(), mono: clock.monotonic() },
      engine: engine(),
    };
    const came = await exchange(access, { path: 'v1/sync', message, answer: syncAnswer, signal });
    if (came.kind === 'too-large' && count > 1) return this.#halve({ maxEntries: Math.ceil(count / 2) });
    if (came.kind !== 'answered') return came;
    return this.#take(came.answer, tip, sent);
  }

  async #take(
    answer: SyncAnswer,
    tip: NonNullable<Belief['tip']>,
    sent: readonly StoredEntry[],
  ): Promise<Step> {
    const { store, cursor, rejected, log } = this.#ports;
    const before = this.#acked.seq;
    this.#hear(answer);
    for (const { seq, code } of answer.rejected) log?.warn('the hub could not take an entry', { seq, code });
    rejected(answer.rejected.length);
    const known = sent.find(({ entry }) => entry.seq === answer.acked);
    const acked = known ? pointAfter(known) : await pointAt(store, tip, answer.acked);
    // More than there is, or what is not kept any more: one of the two was put back.
    if (acked === null) return { kind: 'over' };
    this.#acked = acked;
    cursor.confirm({ epoch: this.epoch, seq: acked.seq });
    // It asks for what it had already, or takes nothing: not at once, for it may do so for ever.
    const stays = sent.length === 0 ? acked.seq < before : acked.seq <= before;
    if (stays || answer.want === 'resend') return { kind: 'away', code: 'resend' };
    this.#progress = true;
    if (answer.want === 'snapshot') this.#want();
    await cursor.saveWhenDue();
    const rest = before + sent.length - acked.seq + this.#queued.entries;
    const more = (sent.length > 0 && rest > 0) || this.#snapshot !== null;
    return { kind: more ? 'more' : 'quiet', took: true };
  }

  /** One that was just sent has not helped: another has time until the hub asks again. */
  #want(): void {
    const rested = this.#ports.clock.monotonic() - this.#terms.syncMs / 2;
    if (this.#snapshotAt === null || this.#snapshotAt < rested) this.#snapshot = 'wanted';
  }

  #begin(belief: Belief): void {
    const { random, mayLeave, log } = this.#ports;
    const sending = SnapshotSending.of(belief, { random, mayLeave, limits: this.#limits });
    if (sending !== null) {
      this.#snapshot = sending;
      return;
    }
    log?.error('there is too much for a snapshot: none is sent', {
      subjects: belief.subjects.length,
      maxParts: MAX_PARTS,
    });
    this.#snapshot = null;
    this.#snapshotAt = this.#ports.clock.monotonic();
  }

  async #sendPart(sending: SnapshotSending, signal: Signal): Promise<Step> {
    const { access, instance, clock } = this.#ports;
    const came = await sending.send(access, { session: this.#name, instance, epoch: this.epoch }, signal);
    if (came.kind === 'too-large' && this.#limits.maxBytes > 1)
      return this.#halve({ maxBytes: Math.ceil(this.#limits.maxBytes / 2) });
    if (came.kind !== 'answered') return came;
    this.#hear(came.answer);
    if (came.answer.want === 'snapshot') return this.#again();
    if (!sending.done) return { kind: 'more', took: true };
    this.#snapshot = null;
    this.#snapshotAt = clock.monotonic();
    this.#restarts = 0;
    this.#progress = true;
    return { kind: 'more', took: true };
  }

  /** Once at once, as when a part was lost; a hub that goes on asking has to wait. */
  #again(): Step {
    this.#snapshot = 'wanted';
    this.#restarts += 1;
    return this.#restarts > 1 ? { kind: 'away', code: 'snapshot' } : { kind: 'more', took: false };
  }

  #halve(limits: Partial<BatchLimits>): Step {
    this.#limits = { ...this.#limits, ...limits };
    if (this.#snapshot !== null) this.#snapshot = 'wanted';
    return { kind: 'more', took: false };
  }

  #hear({ leaseMs, syncMs }: Pick<HelloAnswer, 'leaseMs' | 'syncMs'>): void {
    this.#terms = { leaseMs, syncMs };
    this.#heardAt = this.#ports.clock.monotonic();
  }
}
