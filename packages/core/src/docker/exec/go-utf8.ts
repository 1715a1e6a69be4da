const REPLACEMENT = '\uFFFD';

/**
 * Text of bytes as Go's JSON encoder has it: U+FFFD for each single byte that belongs to no character. WHATWG decoders write one
 * for several, so the docker CLI and hale would differ. Source: Go `utf8.DecodeRune`.
 */
export function decodeGoUtf8(bytes: Uint8Array): string {
  const text = decoded(bytes);
  if (text !== undefined) return text;
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    if (length === 0) {
      parts.push(decoded(bytes.subarray(start, at)) ?? '', REPLACEMENT);
      start = at + 1;
    }
    at += length || 1;
  }
  return parts.join('') + (decoded(bytes.subarray(start)) ?? '');
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Bytes of the character that begins here, 0 if none does. Source: Unicode 16, table 3-7. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const second = bytes[at + 1] ?? 0;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let next = at + 2; next < at + length; next++) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}
