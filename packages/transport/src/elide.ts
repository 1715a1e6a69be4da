const CUT = '…';
/** How far around a cut is looked to leave a character, as people see it, whole. */
const WINDOW = 64;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The text in at most `limit` UTF-16 units: its beginning, if it is longer. */
export function elide(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return limit < CUT.length ? '' : text.slice(0, edges(text, limit - CUT.length).before) + CUT;
}

/** The same with its beginning and its end, for what says the most in its last lines. */
export function elideMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const note = `\n… ${text.length - limit} and more characters left out …\n`;
  const room = limit - note.length;
  if (room <= 0) return elide(text, limit);
  const head = Math.floor(room / 3);
  return (
    text.slice(0, edges(text, head).before) +
    note +
    text.slice(edges(text, text.length - (room - head)).after)
  );
}

/** Where the character that holds the place `at` begins, and where the next one does: `at` itself if nothing is cut there. */
function edges(text: string, at: number): { readonly before: number; readonly after: number } {
  const from = Math.max(0, at - WINDOW);
  const held = graphemes.segment(text.slice(from, at + WINDOW)).containing(at - from);
  if (held === undefined || from + held.index === at) return { before: at, after: at };
  return { before: from + held.index, after: from + held.index + held.segment.length };
}
