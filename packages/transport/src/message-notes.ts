import { isFailure, type JournalEntry, subjectParts } from '@hale/core';
import { durationWords } from './duration-words.ts';
import { endedFailure } from './message-title.ts';
import type { Notification } from './notification.ts';
import type { Words } from './words.ts';

/** Told so much later than it happened, a message says so: longer than any delay that is asked for by default. */
export const LATE_MS = 2 * 60_000;

/** What the reader has to know to read the rest rightly. */
export function notesOf(notification: Notification, now: number): readonly Words[] {
  const { entry } = notification;
  const meant = meaningOf(entry);
  const notes: Words[] = meant === null ? [] : [[meant]];
  if (notification.flapping === 'began') notes.push(['Its turns are not told until it is steady again.']);
  if (notification.flapping === 'ended' && isFailure(entry.to))
    notes.push(['It went up and down by turns, and is steady now.']);
  if (endedFailure(notification)?.told === false)
    notes.push(['No earlier message about this is known to have arrived.']);
  if (isLate(notification, now)) notes.push([`Told ${durationWords(now - entry.at)} after it happened.`]);
  return notes;
}

/** What it means for what hangs on it, and what can be done. */
function meaningOf({ subject, to }: JournalEntry): string | null {
  const { kind } = subjectParts(subject);
  if (kind === 'engine' && to === 'unknown') return 'Its containers are unknown until it is back.';
  if (kind === 'agent' && to === 'unknown')
    return 'What becomes of its containers is not known until it is back.';
  if (kind === 'agent' && to === 'unhealthy')
    return 'Most likely a machine was copied. The process that was there first is heard; hale hub invite makes an identity for the other.';
  if (kind === 'destination' && isFailure(to))
    return 'It is not tried any more until its settings are mended, or until hale notify retry. What it should know is kept.';
  return null;
}

/** A reminder and the end of turns are as late as they are meant to be, and what was so when hale began to look may be older than hale. */
function isLate({ entry, reminder, flapping }: Notification, now: number): boolean {
  return !reminder && flapping === null && entry.cause !== 'baseline' && now - entry.at > LATE_MS;
}
