import type { JournalEntry, Transition } from '@hale/core';
import type { Change, Transition as TransitionRecord } from '@hale/protocol';
import { iso } from './iso.ts';

/** A transition as `--json` has it, one to a line. */
export function changeRecord({ at, subject, from, to, cause, container }: Transition): Change {
  return {
    at: iso(at),
    subject,
    from,
    to,
    cause,
    id: container?.id ?? null,
    name: container?.name ?? null,
    image: container?.image ?? null,
    project: container?.project ?? null,
    service: container?.service ?? null,
    exitCode: container?.exitCode ?? null,
    failingStreak: container?.failingStreak ?? null,
    output: container?.output ?? null,
  };
}

/** The same with its place in the journal, as the API has it. */
export function transitionRecord(entry: JournalEntry): TransitionRecord {
  const { id, epoch, seq, fromAt, host } = entry;
  return {
    ...changeRecord(entry),
    ...(host !== undefined && { host }),
    entry: id,
    epoch,
    seq,
    fromAt: fromAt === null ? null : iso(fromAt),
  };
}
