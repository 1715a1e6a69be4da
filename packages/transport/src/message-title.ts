import { type Condition, ENGINE_SUBJECT, isFailure, isPassing, type JournalEntry } from '@hale/core';
import { oneLine } from './clean-text.ts';
import { wordsOf } from './condition-words.ts';
import { durationWords } from './duration-words.ts';
import type { Notification } from './notification.ts';

/** In characters. */
const NAME_LIMIT = 80;
const DESTINATION = 'destination/';

/** What a notification is about, as people call it: `shop/web`, `shop/web/2`, `postgres`. */
export function subjectName({ subject, container }: JournalEntry, host: string): string {
  if (subject === ENGINE_SUBJECT) return `The engine on ${host}`;
  if (isDestination(subject)) return `Messages to ${oneLine(subject.slice(DESTINATION.length), NAME_LIMIT)}`;
  const { project, service, name } = container ?? {};
  if (!project || !service) return oneLine(name ?? subject.replace(/^container\//, ''), NAME_LIMIT);
  const place = `${project}/${service}`;
  const number = subject.startsWith(`container/${place}/`)
    ? subject.slice(`container/${place}/`.length)
    : '1';
  return oneLine(number === '1' ? place : `${place}/${number}`, NAME_LIMIT);
}

/** What has become of it: `is unhealthy`, `is healthy again after 12 min`, `is still down after 4 h`. */
export function says(notification: Notification, now: number): string {
  const { entry, reminder, flapping } = notification;
  const since = ` after ${durationWords(now - entry.at)}`;
  if (isDestination(entry.subject)) {
    if (!isFailure(entry.to)) return 'are delivered again';
    return reminder ? `still cannot be delivered${since}` : 'cannot be delivered';
  }
  if (flapping === 'began') return `is flapping: ${turnsOf(entry)} by turns`;
  const { is, lasting } = wordsOf(entry.to);
  if (flapping === 'ended' && isBack(entry.to)) return `is steady again: ${lasting}`;
  if (reminder) return `is still ${lasting}${since}`;
  const failed = endedFailure(notification);
  if (failed === null) return inSight(entry) ?? is;
  const lasted = durationWords(failed.forMs);
  if (!failed.told) return `was ${wordsOf(failed.condition).lasting} for ${lasted}, and ${back(entry)}`;
  return isBack(entry.to) ? `${back(entry)} after ${lasted}` : is;
}

/** In a list of many: `unhealthy`, `healthy again`, `still down`. */
export function countedAs(notification: Notification): string {
  const { entry, reminder, flapping } = notification;
  if (isDestination(entry.subject))
    return isFailure(entry.to) ? 'destination not told' : 'destination told again';
  if (flapping === 'began') return 'flapping';
  const { lasting, count } = wordsOf(entry.to);
  if (flapping === 'ended' && isBack(entry.to)) return 'steady again';
  if (reminder) return `still ${lasting}`;
  if (entry.subject === ENGINE_SUBJECT && isBack(entry.to)) return 'in sight again';
  return endedFailure(notification) && isBack(entry.to) ? `${count} again` : count;
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

export function isDestination(subject: string): boolean {
  return subject.startsWith(DESTINATION);
}

function turnsOf({ from, to }: JournalEntry): string {
  return [from, to].includes('unhealthy') ? 'healthy and unhealthy' : 'up and down';
}

function isBack(condition: Condition): boolean {
  return condition === 'healthy' || condition === 'running';
}

function back(entry: JournalEntry): string {
  const { is } = wordsOf(entry.to);
  return inSight(entry) ?? (isBack(entry.to) ? `${is} again` : is);
}

function inSight({ subject, to }: JournalEntry): string | null {
  return subject === ENGINE_SUBJECT && isBack(to) ? 'is in sight again' : null;
}
