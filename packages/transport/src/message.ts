import { isFailure, type JournalEntry, type Severity, severity, subjectParts } from '@hale/core';
import { manyLines, oneLine } from './clean-text.ts';
import { FLAPPING_MARK, markOf } from './condition-words.ts';
import { elideMiddle } from './elide.ts';
import { maskSecrets } from './mask-secrets.ts';
import { type Fact, factsOf } from './message-facts.ts';
import { notesOf } from './message-notes.ts';
import { says, subjectName } from './message-title.ts';
import { hostOf, type Notification } from './notification.ts';
import type { RenderContext } from './transport.ts';
import type { Words } from './words.ts';

/** Of a probe's output, in characters. */
export const OUTPUT_LIMIT = 1_500;
/** Twice what an engine keeps of a probe's output, in characters. */
const WHOLE_OUTPUT = 8_192;
const HOST_LIMIT = 100;

/** One change in words, the same for every receiver. All of it is text: what came from outside has been cleaned, not escaped. */
export interface Message {
  readonly severity: Severity;
  /** A coloured dot. */
  readonly mark: string;
  /** Of what it is about: `shop/web`. */
  readonly name: string;
  /** Where it is, unless the name says that. */
  readonly place: string | null;
  /** What has become of it: `is unhealthy`. */
  readonly says: string;
  readonly facts: readonly Fact[];
  /** Of the probe that failed. */
  readonly output: string | null;
  readonly notes: readonly Words[];
}

/** Where a message is told from, and when. */
export type MessageContext = Pick<RenderContext, 'now' | 'sender'>;

export function messageOf(notification: Notification, { now, sender }: MessageContext): Message {
  const { entry, flapping } = notification;
  const began = flapping === 'began';
  const host = oneLine(hostOf(entry, sender), HOST_LIMIT);
  const { kind } = subjectParts(entry.subject);
  return {
    severity: began ? 'warning' : severity(entry.to),
    mark: began ? FLAPPING_MARK : markOf(entry.to),
    name: subjectName(entry, host),
    place: kind === 'container' || kind === 'destination' ? host : null,
    says: says(notification, now),
    facts: factsOf(notification, host, now),
    output: kind === 'container' ? outputOf(entry) : null,
    notes: notesOf(notification, now),
  };
}

/** What a message says in one line: `shop/web is unhealthy`. */
export function titleOf({ name, says: what }: Message): string {
  return `${name} ${what}`;
}

function outputOf({ to, container }: JournalEntry): string | null {
  // What the probe said that passed is no news.
  if (!isFailure(to)) return null;
  // Masked while it is whole: a cut could part a secret from its name.
  return elideMiddle(maskSecrets(manyLines(container?.output ?? '', WHOLE_OUTPUT)), OUTPUT_LIMIT) || null;
}
