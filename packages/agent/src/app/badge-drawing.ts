import { type Condition, severity } from '@hale/core';

/** Letters that a name may have on a badge. */
export const MAX_LETTERS = 60;

const HEIGHT = 20;
const PADDING = 6;
const LABEL_COLOUR = '#3c4250';
const GREY = '#57606a';

/** Each with white letters on it: WCAG AA. */
export function badgeColour(condition: Condition): string {
  switch (severity(condition)) {
    case 'critical':
      return '#c8321e';
    case 'warning':
      return GREY;
    case 'recovery':
      return '#00795a';
    case 'info':
      return PASSING.has(condition) ? '#96590a' : GREY;
  }
}

const PASSING: ReadonlySet<Condition> = new Set(['starting', 'restarting', 'stopping']);

/** A flat badge, as SVG that can do nothing: `label` may be any text, `word` is ours. */
export function drawBadge({
  label,
  word,
  colour = GREY,
}: {
  label: string;
  word: string;
  colour?: string;
}): string {
  const text = escapeXml(shown(label));
  const left = { text, length: lengthOf(shown(label)) };
  const right = { text: word, length: lengthOf(word) };
  const split = left.length + 2 * PADDING;
  const width = split + right.length + 2 * PADDING;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${text}: ${word}">
<title>${text}: ${word}</title>
<clipPath id="edge"><rect width="${width}" height="${HEIGHT}" rx="3"/></clipPath>
<g clip-path="url(#edge)">
<rect width="${split}" height="${HEIGHT}" fill="${LABEL_COLOUR}"/>
<rect x="${split}" width="${width - split}" height="${HEIGHT}" fill="${colour}"/>
</g>
<g fill="#fff" font-family="Verdana,Geneva,'DejaVu Sans',sans-serif" font-size="11">
${letters(left, PADDING)}
${letters(right, split + PADDING)}
</g>
</svg>
`;
}

function letters({ text, length }: { text: string; length: number }, x: number): string {
  return `<text x="${x}" y="14" textLength="${length}" lengthAdjust="spacingAndGlyphs">${text}</text>`;
}

/** What could deceive, or is no XML at all, is replaced. */
function shown(text: string): string {
  const clean = text
    .slice(0, 8 * MAX_LETTERS)
    .toWellFormed()
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
  const letters = Array.from(clean);
  return letters.length <= MAX_LETTERS ? clean : `${letters.slice(0, MAX_LETTERS - 1).join('')}…`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** About what 11 px Verdana takes; the browser fits the letters to it. */
function lengthOf(text: string): number {
  return Math.ceil(Array.from(text).reduce((sum, character) => sum + widthOf(character), 0));
}

function widthOf(character: string): number {
  if (character > '\u2e7f') return 11;
  if (/[ijlI.,:;'|! ]/.test(character)) return 3.6;
  if (/[frt()[\]/-]/.test(character)) return 4.6;
  if (/[mwMW@%&]/.test(character)) return 10;
  return /[A-Z]/.test(character) ? 7.8 : 6.7;
}
