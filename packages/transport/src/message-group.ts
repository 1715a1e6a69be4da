import { CONDITIONS, isFailure, type SubjectParts, subjectParts } from '@hale/core';
import { oneLine } from './clean-text.ts';
import { countedAs } from './message-title.ts';
import { hostOf, type Notification, type Sender } from './notification.ts';

const HOST_LIMIT = 100;

/** Worst first; of the equally bad, the newest first. */
export function worstFirst(notifications: readonly Notification[]): readonly Notification[] {
  return notifications.toSorted((a, b) => rank(a) - rank(b) || b.entry.at - a.entry.at);
}

/** What many changes are, in one line: `7 containers on web-3: 5 unhealthy, 2 healthy again`, `3 agents on 3 hosts: 3 lost`. */
export function groupTitle(notifications: readonly Notification[], sender: Sender): string {
  const [host = sender.host, ...others] = hostsOf(notifications, sender);
  const where = others.length === 0 ? oneLine(host, HOST_LIMIT) : `${others.length + 1} hosts`;
  return `${notifications.length} ${nounFor(notifications)} on ${where}: ${tally(notifications)}`;
}

/** The hosts that changes are of, each once. */
export function hostsOf(notifications: readonly Notification[], sender: Sender): ReadonlySet<string> {
  return new Set(notifications.map(({ entry }) => hostOf(entry, sender)));
}

/** What did not fit: `and 12 more: 8 unhealthy, 4 healthy again`. */
export function moreWords(left: readonly Notification[]): string {
  return `and ${left.length} more: ${tally(left)}`;
}

function nounFor(notifications: readonly Notification[]): string {
  const all = (kind: SubjectParts['kind']): boolean =>
    notifications.every(({ entry }) => subjectParts(entry.subject).kind === kind);
  if (all('container')) return 'containers';
  return all('agent') ? 'agents' : 'changes';
}

function tally(notifications: readonly Notification[]): string {
  const counts = new Map<string, number>();
  for (const notification of worstFirst(notifications)) {
    const counted = countedAs(notification);
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
  }
  return [...counts].map(([counted, count]) => `${count} ${counted}`).join(', ');
}

/** What is news before what lasts. */
function rank({ entry, reminder, flapping }: Notification): number {
  if (flapping === 'began') return CONDITIONS.indexOf('unknown') - 0.25;
  return CONDITIONS.indexOf(entry.to) + (reminder && isFailure(entry.to) ? 0.5 : 0);
}
