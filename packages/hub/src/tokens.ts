import type { Hash, Random } from '@hale/core';

/** What a token is for: `a`, an agent's own; `e`, enrolment. */
type Kind = 'a' | 'e';

/** Known to scanners for secrets by what it begins with. Its key is public, and finds what is stored of it. */
const TOKEN = /^hale_([ae])1_([0-9a-z]{16})_([\w-]{43})$/;
const KEY_DIGITS = 16;

/** A token as it is handed out, once; and what is kept of it. */
export interface MadeToken {
  readonly token: string;
  readonly key: string;
  /** SHA-256 of the token, 64 hexadecimal digits. */
  readonly sha256: string;
}

/** `secret`: 32 bytes that nobody can guess, in base64url. */
export async function makeToken(kind: Kind, secret: string, random: Random, hash: Hash): Promise<MadeToken> {
  const key = Array.from({ length: KEY_DIGITS }, () => Math.floor(random() * 36).toString(36)).join('');
  const token = `hale_${kind}1_${key}_${secret}`;
  return { token, key, sha256: await hash(token) };
}

/** `null`: it is none of that kind. */
export function tokenKey(token: string, kind: Kind): string | null {
  const [, is, key] = TOKEN.exec(token) ?? [];
  return is === kind ? (key ?? null) : null;
}

/** How long it takes tells nothing of how near a guess came. */
export function isSameDigest(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let n = 0; n < a.length; n += 1) difference |= a.charCodeAt(n) ^ b.charCodeAt(n);
  return difference === 0;
}
