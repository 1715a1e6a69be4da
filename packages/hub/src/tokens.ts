import { type CallerScope, tokenKind } from '@hale/api';
import type { Hash, Random } from '@hale/core';

const LETTERS: Readonly<Record<CallerScope, string>> = { agent: 'a', enrolment: 'e' };
const KEY_DIGITS = 16;

/** A token as it is handed out, once; and what is kept of it. Its key is public, and finds that. */
export interface MadeToken {
  readonly token: string;
  readonly key: string;
  /** SHA-256 of the token, 64 hexadecimal digits. */
  readonly sha256: string;
}

/** `secret`: 32 bytes that nobody can guess, in base64url. */
export async function makeToken(
  kind: CallerScope,
  secret: string,
  random: Random,
  hash: Hash,
): Promise<MadeToken> {
  const key = Array.from({ length: KEY_DIGITS }, () => Math.floor(random() * 36).toString(36)).join('');
  const token = `hale_${LETTERS[kind]}1_${key}_${secret}`;
  return { token, key, sha256: await hash(token) };
}

/** `null`: it is none of that kind. */
export function tokenKey(token: string, kind: CallerScope): string | null {
  return tokenKind(token) === kind ? (token.split('_')[2] ?? null) : null;
}
