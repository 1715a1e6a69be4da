import { type Condition, severity } from '../condition.ts';
import type { JournalEntry } from '../journal/entry.ts';
import { destinationSubject, subjectParts } from '../subject.ts';

/** What a destination is told. */
export interface TellRules {
  /** Conditions that are told, and for how many milliseconds each has to last before. */
  readonly afterMs: Readonly<Partial<Record<Condition, number>>>;
  /** A failure that lasts is told again so often; `null`: never. */
  readonly remindMs: number | null;
}

/** What every destination is told unless its configuration says otherwise. */
export const TOLD_BY_DEFAULT: TellRules = {
  afterMs: {
    unhealthy: 0,
    'oom-killed': 0,
    looping: 0,
    /** A restart policy may bring it back. */
    crashed: 5_000,
    unknown: 60_000,
  },
  remindMs: null,
};

/** What was stopped, paused or removed may be about to come back: a redeploy. */
export const SETTLE_MS = 30_000;
/** A failure that has come and gone untold is worth a word if it lasted that long. */
export const MISSED_MS = 60_000;

/** How long the newest change of a subject has to last before it is told; `null`: it is not. */
export function tellAfterMs({ subject, to }: JournalEntry, rules: TellRules): number | null {
  const afterMs = rules.afterMs[to] ?? null;
  if (to !== 'unknown' || afterMs === null) return afterMs;
  switch (subjectParts(subject).kind) {
    case 'container':
      // One message for the engine or the agent, not one for each of its containers.
      return null;
    case 'agent':
    case 'fleet':
      // Its lease was the wait.
      return 0;
    case 'engine':
    case 'destination':
      return afterMs;
  }
}

/** That a destination cannot be told is told to the others. */
export function isAbout({ subject }: JournalEntry, destination: string): boolean {
  return subject === destinationSubject(destination);
}

export function isFailure(condition: Condition): boolean {
  const how = severity(condition);
  return how === 'critical' || how === 'warning';
}

/** On its way to somewhere else. */
export function isPassing(condition: Condition): boolean {
  return condition === 'starting' || condition === 'restarting' || condition === 'stopping';
}
