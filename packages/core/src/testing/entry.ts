import type { Condition } from '../condition.ts';
import type { JournalEntry } from '../journal/entry.ts';
import { NOON } from './container.ts';

/** An entry of the journal: the container `web` has become `to` at {@link NOON}, except for `change`. */
export function anEntry(to: Condition, change: Partial<JournalEntry> = {}): JournalEntry {
  const { seq = 1, subject = 'container/web' } = change;
  return {
    at: NOON,
    subject,
    from: null,
    to,
    cause: 'health_status',
    fromAt: null,
    epoch: 'epoch',
    seq,
    id: `entry-${seq}`,
    ...change,
  };
}
