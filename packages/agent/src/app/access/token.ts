/** What a token lets its holder do: `operate` includes `read`. */
type TokenScope = 'read' | 'operate';

/** A token as it is kept: who holds the settings cannot use it. */
export interface AccessToken {
  /** For people: whose it is. */
  readonly name: string;
  /** SHA-256 of the token, 64 hexadecimal digits in lower case. */
  readonly sha256: string;
  readonly scope: TokenScope;
}

/** Known to scanners for secrets by what it begins with. */
const TOKEN = /^hale_[\w-]{43}$/;

/** Whether a text is a token by its form: `hale_` and 32 bytes in base64url. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** SHA-256 in hexadecimal digits. */
const DIGEST_LENGTH = 64;

/** The part of a text that is looked at. */
export type Digits = Pick<string, 'length' | 'charCodeAt'>;

/**
 * The token of this digest. All of them are compared, and all of each: how long it takes tells neither which it was
 * nor how near a guess came.
 */
export function findToken<T extends { readonly sha256: Digits }>(
  digest: Digits,
  tokens: readonly T[],
): T | null {
  let found: T | null = null;
  for (const token of tokens) found = isSameDigest(digest, token.sha256) ? token : found;
  return found;
}

function isSameDigest(a: Digits, b: Digits): boolean {
  let difference = (a.length ^ DIGEST_LENGTH) | (b.length ^ DIGEST_LENGTH);
  for (let n = 0; n < DIGEST_LENGTH; n += 1) difference |= a.charCodeAt(n) ^ b.charCodeAt(n);
  return difference === 0;
}
