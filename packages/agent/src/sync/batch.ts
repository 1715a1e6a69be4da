/** Of a message's JSON besides its list. */
export const ENVELOPE_BYTES = 2_048;

const encoder = new TextEncoder();

export interface BatchLimits {
  readonly maxEntries: number;
  /** Of the JSON of the whole message, in UTF-8. */
  readonly maxBytes: number;
}

/** How many of a list fit into one message, from the first on. One always goes: whether it is too long is for the hub to say. */
export function fitting(all: readonly object[], { maxEntries, maxBytes }: BatchLimits): number {
  let left = maxBytes - ENVELOPE_BYTES;
  let count = 0;
  for (const each of all) {
    left -= jsonBytes(each) + 1;
    if (count > 0 && (left < 0 || count >= maxEntries)) break;
    count += 1;
  }
  return count;
}

/** A list in as many messages as it takes: one at least. */
export function inParts<Each extends object>(
  all: readonly Each[],
  limits: BatchLimits,
): readonly (readonly Each[])[] {
  const parts: (readonly Each[])[] = [];
  for (let from = 0; from < all.length || from === 0; ) {
    const rest = all.slice(from, from + limits.maxEntries);
    const part = rest.slice(0, fitting(rest, limits));
    parts.push(part);
    if (part.length === 0) break;
    from += part.length;
  }
  return parts;
}

function jsonBytes(value: object): number {
  return encoder.encode(JSON.stringify(value)).length;
}
