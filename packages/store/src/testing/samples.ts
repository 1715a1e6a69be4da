import {
  append,
  CLOSED,
  type Dated,
  type Delivery,
  type DestinationState,
  type JournalEntry,
  newJournal,
  type Silence,
  STEADY,
  startMonitor,
  type Tip,
  type Transition,
  transitionContainer,
} from '@hale/core';
import { systemHash } from '@hale/core/system';
import { aContainer, NOON } from '@hale/core/testing';
import type { Batch, SubjectState } from '../agent-store.ts';
import type { SilenceChange } from '../records.ts';

/** A change of one subject's condition at noon, except for `change`. */
export function aChange(
  name: string,
  change: Partial<Transition> & { readonly fromAt?: number; readonly output?: string } = {},
): Dated {
  const { fromAt = null, output = null, ...rest } = change;
  const container = { ...transitionContainer(aContainer({ id: `id-${name}`, name }), 'healthy'), output };
  const transition: Transition = {
    at: NOON,
    subject: `container/${name}`,
    from: null,
    to: 'healthy',
    cause: 'health_status',
    container,
    ...rest,
  };
  return { transition, fromAt };
}

/** A batch that follows a tip, or begins anew. */
export async function aBatch(
  tip: Tip | null,
  changes: readonly Dated[] = [],
  rest: Partial<Batch> = {},
): Promise<Batch> {
  const entries = await append(rest.renewed ?? tip ?? newJournal('epoch-1'), changes, systemHash);
  return {
    tip,
    entries,
    engineLost: false,
    silences: 0,
    monitors: [],
    forgotten: [],
    subjects: [],
    deliveries: [],
    settled: [],
    ...rest,
  };
}

export function tipAfter({ tip, entries }: Batch): Tip | null {
  const last = entries.at(-1);
  return last ? { epoch: last.entry.epoch, seq: last.entry.seq, chain: last.chain } : tip;
}

export function entriesOf({ entries }: Batch): readonly JournalEntry[] {
  return entries.map(({ entry }) => entry);
}

export function aMonitor(name: string) {
  return startMonitor(aContainer({ id: `id-${name}`, name }), NOON);
}

export function aSubject(last: JournalEntry): SubjectState {
  return {
    subject: last.subject,
    containerId: last.container?.id ?? null,
    createdAt: last.container?.createdAt ?? null,
    last,
    flapping: STEADY,
  };
}

/** A delivery that was never stored and is due at noon, except for `change`. */
export function aDelivery(want: JournalEntry, change: Partial<Delivery> = {}): Delivery {
  return {
    destination: 'ops',
    subject: want.subject,
    want,
    told: null,
    open: null,
    unknown: false,
    receipt: null,
    tier: 0,
    attempts: 0,
    silenced: null,
    flapping: false,
    dueAt: NOON,
    leaseUntil: null,
    failing: null,
    abandoned: null,
    version: 0,
    ...change,
  };
}

export function aDestination(name: string, change: Partial<DestinationState> = {}): DestinationState {
  return { name, breaker: CLOSED, pace: null, feed: null, options: 'abc', version: 0, ...change };
}

/** A silence of one subject or many from noon on, for an hour except for `change`, made from a version of all. */
export function aSilenceChange(
  name: string,
  change: Partial<Silence> = {},
  version = 0,
  rows: Partial<Pick<SilenceChange, 'deliveries' | 'settled'>> = {},
): SilenceChange {
  const subject = `container/${name}`;
  const silence = { subject, since: NOON, until: NOON + 3_600_000, by: 'me', reason: null, ...change };
  return { version, subject, silence, deliveries: [], settled: [], ...rows };
}

/** One that takes every transition in order, and has read up to a position. */
export function aFeed(
  name: string,
  position: number,
  change: Partial<DestinationState> = {},
): DestinationState {
  const feed = {
    position,
    unknown: false,
    tier: 0,
    attempts: 0,
    notBefore: null,
    leaseUntil: null,
    failing: null,
  } as const;
  return aDestination(name, { feed, ...change });
}
