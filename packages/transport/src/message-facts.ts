import { type JournalEntry, type SubjectParts, subjectParts, type TransitionContainer } from '@hale/core';
import { oneLine } from './clean-text.ts';
import { wordsOf } from './condition-words.ts';
import { durationWords } from './duration-words.ts';
import { exitWords } from './exit-words.ts';
import { type EndedFailure, endedFailure } from './message-title.ts';
import type { Notification } from './notification.ts';
import { SAME_DAY_MS, type Words } from './words.ts';

/** In characters. */
const NAME_LIMIT = 100;
const IMAGE_LIMIT = 200;
/** As Docker shortens an id. */
const SHORT_ID = 12;

export interface Fact {
  readonly label: string;
  readonly value: Words;
}

/** What somebody who was just woken wants to know, in the order of asking: where, since when, what, and of which container. */
export function factsOf(notification: Notification, host: string, now: number): readonly Fact[] {
  const { entry, reminder } = notification;
  const { container, cause } = entry;
  const { kind } = subjectParts(entry.subject);
  const facts: Fact[] = [{ label: kind === 'fleet' ? 'Hub' : 'Host', value: [host] }];
  const failed = endedFailure(notification);
  if (failed) {
    const lasted = `${durationWords(failed.forMs)}, from `;
    facts.push({
      label: endedLabel(failed, kind),
      value: [lasted, { at: failed.at }, ' to ', { at: entry.at, timeOnly: failed.forMs < SAME_DAY_MS }],
    });
  } else {
    const lasts = reminder ? [` (${durationWords(now - entry.at)})`] : [];
    facts.push({ label: 'Since', value: [{ at: entry.at }, ...lasts] });
  }
  if (kind === 'container') facts.push({ label: 'Condition', value: [changeOf(entry)] });
  if (container) facts.push(...ofContainer(container));
  if (cause === 'reconcile' && entry.from !== 'unknown')
    facts.push({ label: 'Found', value: ['by comparing with what was known, not by an event'] });
  if (cause === 'snapshot')
    facts.push({ label: 'Found', value: ['by comparing with what its agent knows, not by an event'] });
  if (cause === 'baseline') facts.push({ label: 'Found', value: ['when hale began to look'] });
  return facts;
}

function endedLabel({ condition }: EndedFailure, kind: SubjectParts['kind']): string {
  if (kind === 'destination') return 'Was not told';
  return `${kind === 'fleet' ? 'Were' : 'Was'} ${wordsOf(condition, kind).lasting}`;
}

function changeOf({ from, to }: JournalEntry): string {
  return from === null ? to : `${from} → ${to}`;
}

function ofContainer({
  id,
  name,
  image,
  project,
  exitCode,
  failingStreak,
}: TransitionContainer): readonly Fact[] {
  const facts: Fact[] = [];
  if (failingStreak)
    facts.push({
      label: 'Failing',
      value: [failingStreak === 1 ? '1 probe' : `${failingStreak} probes in a row`],
    });
  if (exitCode !== null) facts.push({ label: 'Exit code', value: [exitWords(exitCode)] });
  facts.push({
    label: 'Container',
    value: [`${oneLine(name, NAME_LIMIT)} (${oneLine(id.slice(0, SHORT_ID), SHORT_ID)})`],
  });
  facts.push({ label: 'Image', value: [oneLine(image, IMAGE_LIMIT)] });
  if (project) facts.push({ label: 'Stack', value: [oneLine(project, NAME_LIMIT)] });
  return facts;
}
