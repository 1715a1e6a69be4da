import type { Message } from '../message.ts';
import type { Fact } from '../message-facts.ts';
import { plainWords } from '../words.ts';
import { type Block, button, columns, context, SECTION_LIMIT, section } from './blocks.ts';
import { escape, inert, mrkdwn, preformatted } from './mrkdwn.ts';

/** In characters, of one word of a value. */
const WORD_LIMIT = 600;

/** What follows the title of one change. `link`: of the page about it. */
export function messageBlocks(message: Message, subject: string, link: string | null): readonly Block[] {
  const { facts, output, notes } = message;
  return [
    columns(facts.map(field), subject),
    ...(output === null ? [] : [section(preformatted(output, SECTION_LIMIT))]),
    ...(notes.length === 0 ? [] : [context(notes.map((note) => mrkdwn(note, WORD_LIMIT)))]),
    ...(link === null ? [] : [button('Open', link)]),
  ];
}

/** The same where there is nothing but text, in at most `limit` characters. */
export function messageText({ facts, notes, output }: Message, limit: number): string {
  const lines = [
    ...facts.map(({ label, value }) => `${label}: ${plainWords(value)}`),
    ...notes.map(plainWords),
    ...(output === null ? [] : [output]),
  ];
  return escape(lines.join('\n'), limit);
}

function field({ label, value }: Fact): string {
  return `*${inert(label, WORD_LIMIT)}*\n${mrkdwn(value, WORD_LIMIT)}`;
}
