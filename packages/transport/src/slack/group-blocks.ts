import { type Message, type MessageContext, messageOf } from '../message.ts';
import type { Fact } from '../message-facts.ts';
import { hostsOf, moreWords } from '../message-group.ts';
import type { Notification } from '../notification.ts';
import { plainWords, SAME_DAY_MS, type Words } from '../words.ts';
import { type Block, section, within } from './blocks.ts';
import { escape, inert, mrkdwn } from './mrkdwn.ts';

/** In characters, of one word of a line. */
const WORD_LIMIT = 500;
const LINE_LIMIT = 1_000;
/** Facts that one line has room for. */
const ESSENTIAL: ReadonlySet<string> = new Set(['Since', 'Failing', 'Exit code', 'Found']);

/** A line for each change, as many as fit with `around`, and how many are left. `sorted`: worst first. */
export function groupBlocks(
  sorted: readonly Notification[],
  told: MessageContext,
  around: readonly Block[],
): readonly Block[] {
  const ids = new Set<string>();
  const messageFor = placing(sorted, told);
  const all = sorted.map((notification) => {
    const { subject } = notification.entry;
    const line = groupLine(messageFor(notification), told.now);
    // Slack takes each id once.
    return ids.has(subject) ? section(line) : section(line, ids.add(subject) && subject);
  });
  const whole = within(all, around);
  if (whole.length === all.length) return whole;
  const fit = within(all, [section(moreWords(sorted)), ...around]).length;
  return [...all.slice(0, fit), section(moreWords(sorted.slice(fit)))];
}

/** The same where there is nothing but text, in at most `limit` characters. */
export function groupText(sorted: readonly Notification[], told: MessageContext, limit: number): string {
  const messageFor = placing(sorted, told);
  const lines = sorted.map((notification) => textLine(messageFor(notification), told.now));
  const whole = lines.join('\n');
  if (whole.length <= limit) return whole;
  let left = limit - moreWords(sorted).length;
  const cut = lines.findIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  return [...lines.slice(0, cut), moreWords(sorted.slice(cut))].join('\n');
}

/** The message of each, with its place unless all are of one host: then the title has said it. */
function placing(
  sorted: readonly Notification[],
  told: MessageContext,
): (notification: Notification) => Message {
  const many = hostsOf(sorted, told.sender).size > 1;
  return (notification) => {
    const message = messageOf(notification, told);
    return many ? message : { ...message, place: null };
  };
}

function groupLine(message: Message, now: number): string {
  const { mark, name, notes } = message;
  const head = `${mark} *${inert(name, WORD_LIMIT)}* ${inert(placedWords(message), WORD_LIMIT)}`;
  const details = essential(message, now).map(
    ({ label, value }) => `${label.toLowerCase()} ${mrkdwn(value, WORD_LIMIT)}`,
  );
  return [head, ...details, ...notes.map((note) => mrkdwn(note, WORD_LIMIT))].join('  ·  ');
}

function textLine(message: Message, now: number): string {
  const details = essential(message, now).map(
    ({ label, value }) => `${label.toLowerCase()} ${plainWords(value)}`,
  );
  const line = [
    `${message.mark} ${message.name} ${placedWords(message)}`,
    ...details,
    ...message.notes.map(plainWords),
  ];
  return escape(line.join(' · '), LINE_LIMIT);
}

/** `on web-1 is unhealthy`. */
function placedWords({ place, says }: Message): string {
  return place === null ? says : `on ${place} ${says}`;
}

function essential({ facts }: Message, now: number): readonly Fact[] {
  return facts
    .filter(({ label }) => ESSENTIAL.has(label))
    .map(({ label, value }) => ({ label, value: value.map((word) => brief(word, now)) }));
}

function brief(word: Words[number], now: number): Words[number] {
  return typeof word === 'string' ? word : { ...word, timeOnly: Math.abs(now - word.at) < SAME_DAY_MS };
}
