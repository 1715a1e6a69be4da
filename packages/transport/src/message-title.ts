import { type Condition, isFailure, isPassing, type JournalEntry, subjectParts } from '@hale/core';
import { oneLine } from './clean-text.ts';
import { againWords, type ConditionWords, wordsOf } from './condition-words.ts';
import { durationWords } from './duration-words.ts';
import type { Notification } from './notification.ts';

/** In characters. */
const NAME_LIMIT = 80;

/** What a notification is about, as people call it: `shop/web`, `shop/web/2`, `postgres`. */
export function subjectName({ subject, container }: JournalEntry, host: string): string {
  const { kind, name } = subjectParts(subject);
  switch (kind) {
    case 'engine':
    case 'agent':
      return `The ${kind} on ${host}`;
    case 'fleet':
      return 'Many agents';
    case 'destination':
      return `Messages to ${oneLine(name, NAME_LIMIT)}`;
    case 'container':
      return oneLine(containerName(name, container), NAME_LIMIT);
  }
}

function containerName(subjectName: string, container: JournalEntry['container']): string {
  const { project, service, name } = container ?? {};
  if (!project || !service) return name ?? subjectName;
  const place = `${project}/${service}`;
  const number = subjectName.startsWith(`${place}/`) ? subjectName.slice(place.length + 1) : '1';
  return number === '1' ? place : `${place}/${number}`;
}

/** What has become of it: `is unhealthy`, `is healthy again after 12 min`, `is still down after 4 h`. */
export function says(notification: Notification, now: number): string {
  const { entry, reminder, flapping } = notification;
  const { kind } = subjectParts(entry.subject);
  const since = ` after ${durationWords(now - entry.at)}`;
  if (kind === 'destination') {
    if (!isFailure(entry.to)) return 'are delivered again';
    return reminder ? `still cannot be delivered${since}` : 'cannot be delivered';
  }
  const [be, were] = kind === 'fleet' ? ['are', 'were'] : ['is', 'was'];
  if (flapping === 'began') return `${be} flapping: ${turnsOf(entry)} by turns`;
  const { lasting } = wordsOf(entry.to, kind);
  if (flapping === 'ended' && isBack(entry.to)) return `${be} steady again: ${lasting}`;
  if (reminder) return `${be} still ${lasting}${since}`;
  const { is } = newsOf(notification);
  const failed = endedFailure(notification);
  if (failed === null) return is;
  const lasted = durationWords(failed.forMs);
  if (!failed.told) return `${were} ${wordsOf(failed.condition, kind).lasting} for ${lasted}, and ${is}`;
  return isBack(entry.to) ? `${is} after ${lasted}` : is;
}

/** In a list of many: `unhealthy`, `healthy again`, `still down`. */
export function countedAs(notification: Notification): string {
  const { entry, reminder, flapping } = notification;
  const { kind } = subjectParts(entry.subject);
  if (kind === 'destination') return isFailure(entry.to) ? 'destination not told' : 'destination told again';
  if (flapping === 'began') return 'flapping';
  if (flapping === 'ended' && isBack(entry.to)) return 'steady again';
  return reminder ? `still ${wordsOf(entry.to, kind).lasting}` : newsOf(notification).count;
}

/** What it is now, or is again. */
function newsOf(notification: Notification): Pick<ConditionWords, 'is' | 'count'> {
  const { subject, from, to } = notification.entry;
  const { kind } = subjectParts(subject);
  const failed = endedFailure(notification);
  // Of a container that runs, nothing is said of the time before unless it had failed.
  const wasGone = failed !== null || (kind !== 'container' && from !== null);
  return isBack(to) && wasGone ? againWords(to, kind, failed?.condition ?? from) : wordsOf(to, kind);
}

/** A failure that a notification ends, as far as is known. */
export interface EndedFailure {
  readonly condition: Condition;
  readonly at: number;
  readonly forMs: number;
  readonly told: boolean;
}

/** What a receiver was told of comes first; one that is handed every change only knows the change itself. */
export function endedFailure({ entry, ends, flapping }: Notification): EndedFailure | null {
  // Of what went by turns no one end is to be told.
  if (flapping !== null) return null;
  if (isFailure(entry.to) || isPassing(entry.to)) return null;
  if (ends) return { ...ends, forMs: entry.at - ends.at };
  const { from, fromAt, at } = entry;
  if (from === null || fromAt === null || !isFailure(from)) return null;
  return { condition: from, at: fromAt, forMs: at - fromAt, told: true };
}

function turnsOf({ subject, from, to }: JournalEntry): string {
  const ofHealth = subjectParts(subject).kind === 'container' && [from, to].includes('unhealthy');
  return ofHealth ? 'healthy and unhealthy' : 'up and down';
}

function isBack(condition: Condition): boolean {
  return condition === 'healthy' || condition === 'running';
}
