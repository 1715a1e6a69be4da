/** Of so different words one is hardly a typing error of the other. */
const MAX_EDITS = 2;
/** What is longer is no word that somebody typed. */
const MAX_WORD_LENGTH = 64;

/** The word that was probably meant; `undefined`: none is near enough. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  if (word.length > MAX_WORD_LENGTH) return undefined;
  const most = Math.min(MAX_EDITS, Math.floor(word.length / 2));
  const [best] = words
    .map((other) => ({ other, edits: editsBetween(word.toLowerCase(), other.toLowerCase()) }))
    .filter(({ edits }) => edits <= most)
    .toSorted((a, b) => a.edits - b.edits);
  return best?.other;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
export function editsBetween(a: string, b: string): number {
  let before: readonly number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min(at(above, j) + 1, at(row, j - 1) + 1, at(above, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        edits = Math.min(edits, at(before, j - 2) + 1);
      row.push(edits);
    }
    before = above;
    above = row;
  }
  return at(above, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0;
}
