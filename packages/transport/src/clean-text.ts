import { elide, elideMiddle } from './elide.ts';

/** So many times the limit are looked at: a hostile megabyte costs no more than a long line. */
const LOOKED_AT = 8;
/** A letter may carry this many marks; a thousand of them would climb over the lines above. */
const MAX_MARKS = 2;

/** What a terminal would obey: colours, cursor moves, titles. */
const ESCAPE_SEQUENCES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;
/** Controls, direction overrides, invisible joiners, line separators, private characters: but for tab and line feed. */
const DECEPTIVE = /[^\P{Cc}\t\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Co}]/gu;
const MARKS = new RegExp(`(\\p{M}{${MAX_MARKS}})\\p{M}+`, 'gu');
const REPLACEMENT = '\ufffd';

/** Text from outside on one line, in at most `limit` UTF-16 units. */
export function oneLine(text: string, limit: number): string {
  const line = clean(elide(text, limit * LOOKED_AT))
    .replace(/\s+/g, ' ')
    .trim();
  return elide(line, limit);
}

/** Text from outside on as many lines as it has, in at most `limit` UTF-16 units. */
export function manyLines(text: string, limit: number): string {
  const lines = clean(elideMiddle(text, limit * LOOKED_AT))
    .replace(/\s+$/, '')
    .replace(/^\n+/, '');
  return elideMiddle(lines, limit);
}

function clean(text: string): string {
  return text
    .replace(ESCAPE_SEQUENCES, '')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .toWellFormed()
    .replace(DECEPTIVE, REPLACEMENT)
    .replace(MARKS, '$1');
}
