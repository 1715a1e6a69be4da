import stringWidth from 'string-width';

/** Longer text is cut before it is looked at, so that a hostile name costs no more than a long one. */
export const MAX_TEXT_LENGTH = 4096;

/** A letter may carry this many marks; a thousand of them would climb over the lines above. */
const MAX_MARKS = 2;

const CUT = '…';
const REPLACEMENT = '\u{fffd}';

/**
 * What a terminal would obey instead of show: control characters, escape sequences, direction overrides, invisible
 * joiners, line separators, half characters.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
const MARKS = new RegExp(`(\\p{M}{${MAX_MARKS}})\\p{M}+`, 'gu');
const PLAIN = /^[\x20-\x7e]*$/;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The text on one line, with nothing in it that could move the cursor or deceive the eye. */
export function printable(text: string): string {
  const short = text.slice(0, MAX_TEXT_LENGTH);
  if (PLAIN.test(short)) return short;
  return short
    .replace(/[^\S ]+/g, ' ')
    .toWellFormed()
    .replace(UNPRINTABLE, REPLACEMENT)
    .replace(MARKS, '$1');
}

/** How many columns a terminal gives it. */
export function columnsOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/** The text in at most `columns` columns. */
export function clip(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  if (columns <= 0) return '';
  let kept = '';
  let left = columns - 1;
  for (const { segment } of graphemes.segment(text)) {
    left -= columnsOf(segment);
    if (left < 0) break;
    kept += segment;
  }
  return kept.trimEnd() + CUT;
}

export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}
