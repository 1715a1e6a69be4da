import type { DeadLetter, Delivery, DestinationState } from '@hale/core';
import type { Remembered } from './agent-store.ts';
import type { Silences } from './records.ts';
import type { StoredEntry } from './stored-entry.ts';

/** Everything that another store needs to go on from here. */
export interface Snapshot extends Remembered {
  readonly deliveries: readonly Delivery[];
  readonly destinations: readonly DestinationState[];
  readonly dead: readonly DeadLetter[];
  readonly silences: Silences;
  /** The newest, in the order of writing: at least those that a destination has yet to read, as far as they are kept. */
  readonly entries: readonly StoredEntry[];
  /** Of the newest entry that was ever written. */
  readonly position: number;
}

export const NOTHING: Snapshot = {
  tip: null,
  engineLost: false,
  monitors: [],
  subjects: [],
  deliveries: [],
  destinations: [],
  dead: [],
  silences: { version: 0, all: [] },
  entries: [],
  position: 0,
};
