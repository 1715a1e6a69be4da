import { CONDITIONS, isFailure } from '@hale/core';
import { oneLine } from './clean-text.ts';
import { countedAs } from './message-title.ts';
import type { Notification, Sender } from './notification.ts';

const HOST_LIMIT = 100;

/** Worst first; of the equally bad, the newest first. */
export function worstFirst(notifications: readonly Notification[]): readonly Notification[] {
  return notifications.toSorted((a, b) => rank(a) - rank(b) || b.entry.at - a.entry.at);
}

/** What many changes are, in one line: `7 containers on web-3: 5 unhealthy, 2 healthy again`. */
export function groupTitle(notifications: readonly Notification[], { host }: Sender): string {
  const containers = notifications.every(({ entry }) => entry.subject.startsWith('container/'));
  const what = containers ? 'containers' : 'changes';
  return `${notifications.length} ${what} on ${oneLine(host, HOST_LIMIT)}: ${tally(notifications)}`;
}

/** What did not fit: `and 12 more: 8 unhealthy, 4 healthy again`. */
export function moreWords(left: readonly Notification[]): string {
  return `and ${left.length} more: ${tally(left)}`;
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
