const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENS: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSES: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/** Whether a JSON text nests lists and objects deeper than that: what reads it step by step can be made to run out of stack. */
export function isDeeperThan(most: number, json: string): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < json.length; at += 1) {
    const unit = json.charCodeAt(at);
    if (isText) {
      if (unit === BACKSLASH) at += 1;
      else isText = unit !== QUOTE;
    } else if (unit === QUOTE) isText = true;
    else if (OPENS.has(unit)) depth += 1;
    else if (CLOSES.has(unit)) depth -= 1;
    if (depth > most) return true;
  }
  return false;
}
