import { agentSubject, type Delivery, type JournalEntry } from '@hale/core';
import { type EnrolledAgent, type FleetSubject, fleetEntry } from '@hale/store/hub';
import type { OwnChange } from '../own-entries.ts';

/** How an agent's subjects stand. */
export interface Standing {
  readonly believed: readonly FleetSubject[];
  /** What people are, or are to be, told of them. */
  readonly rows: readonly Delivery[];
  /** Subjects of which an entry has come just now: they are told by that. */
  readonly besides?: ReadonlySet<string>;
}

/** What is to be told although no entry has come for it. */
export interface CatchUp {
  readonly again: readonly JournalEntry[];
  /** Subjects that the agent knows no more. */
  readonly vanished: readonly OwnChange[];
}

export const NOTHING_MISSED: CatchUp = { again: [], vanished: [] };

/**
 * After a hole in an agent's history, and where its journal began anew: what it believes now may have come about without an entry. Of
 * what is told otherwise than it is, the newest is told again; of what is told and is not there any more, the end.
 */
export function catchUp(
  { id, host }: Pick<EnrolledAgent, 'id' | 'host'>,
  { believed, rows, besides = new Set() }: Standing,
  now: number,
): CatchUp {
  // One destination may have been told what another has not.
  const wanted = Map.groupBy(rows, ({ subject }) => subject);
  const known = [...believed.map(({ subject }) => subject), ...besides];
  const there = new Set(known.map((subject) => agentSubject(id, subject)));
  const again = believed
    .map(({ last }) => fleetEntry(last, id, host.name))
    .filter(({ subject, id: entry }) => wanted.get(subject)?.every(({ want }) => want.id === entry) !== true);
  const vanished = [...wanted.values()]
    .flatMap(([row]) => row?.want ?? [])
    .filter(({ subject, to }) => !there.has(subject) && to !== 'removed')
    .map((want): OwnChange => {
      const { subject, to: from, at: fromAt, container } = want;
      return {
        transition: {
          at: now,
          subject,
          host: host.name,
          from,
          to: 'removed',
          cause: 'snapshot',
          ...(container && { container: { ...container, output: null } }),
        },
        fromAt,
      };
    });
  return { again, vanished };
}
