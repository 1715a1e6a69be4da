import type { Hash, Log } from '@hale/core';
import type { RefusedSession } from '@hale/protocol/sync';
import type { HubStore } from '@hale/store/hub';
import type { Findings } from '../ledger.ts';
import { first, type Reply } from '../reply.ts';
import type { SnapshotSlots } from '../snapshot-slots.ts';
import { leaseMsOf } from '../terms.ts';

/** What one look at an agent's message has led to. */
export interface Step<Answer> {
  readonly reply: Reply<Answer>;
  /** What has to be on disk before that is said. */
  readonly findings: Findings | null;
}

/** What a look goes by besides the agent's record and the message. */
export interface Circumstances {
  readonly store: HubStore;
  readonly hash: Hash;
  /** A name that nothing has had. */
  readonly newName: () => string;
  readonly slots: SnapshotSlots;
  readonly log?: Log;
  /** How often agents are asked to report now. */
  readonly syncMs: number;
  /** Epoch milliseconds of the hub. */
  readonly now: number;
}

/** Something has to come first, and nothing is remembered of this. */
export function putOff(want: RefusedSession['want']): Step<never> {
  return { reply: first(want), findings: null };
}

/** What every answer says of when to come again. */
export function termsOf({ syncMs, now }: Pick<Circumstances, 'syncMs' | 'now'>) {
  return { leaseMs: leaseMsOf(syncMs), syncMs, hubTime: now };
}
