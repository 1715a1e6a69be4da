import type { Random, Signal } from '@hale/core';
import {
  MAX_PART,
  MAX_PARTS,
  type Point,
  type SentBelief,
  type SnapshotAnswer,
  type SnapshotRequest,
  snapshotAnswer,
} from '@hale/protocol/sync';
import { randomName } from '../random-name.ts';
import { type BatchLimits, inParts } from './batch.ts';
import type { Belief } from './beliefs.ts';
import { type Exchanged, exchange, type HubAccess } from './exchange.ts';
import { type MayLeave, shown } from './outgoing.ts';
import { pointOf } from './sendable.ts';

/** One snapshot on its way: what was believed at one place in the journal, part by part. */
export class SnapshotSending {
  readonly #name: string;
  readonly #at: Point;
  readonly #digest: string;
  readonly #parts: readonly (readonly SentBelief[])[];
  #sent = 0;

  private constructor(name: string, at: Point, digest: string, parts: readonly (readonly SentBelief[])[]) {
    this.#name = name;
    this.#at = at;
    this.#digest = digest;
    this.#parts = parts;
  }

  /** `null`: there is too much to be sent. */
  static of(
    { tip, subjects, digest }: Belief,
    {
      random,
      mayLeave,
      limits,
    }: { readonly random: Random; readonly mayLeave: MayLeave; readonly limits: BatchLimits },
  ): SnapshotSending | null {
    if (tip === null) return null;
    const sent = subjects.map(({ subject, last }) => ({ subject, last: { ...shown(last, mayLeave) } }));
    const parts = inParts(sent, { maxEntries: MAX_PART, maxBytes: limits.maxBytes });
    if (parts.length > MAX_PARTS) return null;
    return new SnapshotSending(randomName(random), pointOf(tip), digest, parts);
  }

  get done(): boolean {
    return this.#sent === this.#parts.length;
  }

  /** The next part; the same again until the hub has answered. */
  async send(
    access: HubAccess,
    session: Pick<SnapshotRequest, 'session' | 'instance' | 'epoch'>,
    signal: Signal,
  ): Promise<Exchanged<SnapshotAnswer>> {
    const message: SnapshotRequest = {
      ...session,
      snapshot: this.#name,
      at: this.#at,
      part: this.#sent + 1,
      parts: this.#parts.length,
      subjects: [...(this.#parts[this.#sent] ?? [])],
      digest: this.#digest,
    };
    const came = await exchange(access, { path: 'v1/snapshot', message, answer: snapshotAnswer, signal });
    if (came.kind === 'answered') this.#sent += 1;
    return came;
  }
}
