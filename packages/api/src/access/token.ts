import type { CallerScope } from '../route-doc.ts';

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

/** Who shows a token: whoever uses the API, an agent that reports, or one that has been invited to. */
export type TokenKind = 'api' | CallerScope;

/** 32 bytes in base64url; an agent's and an invitation's say by which key to find them. Known to scanners for secrets by how they begin. */
const FORMS: Readonly<Record<TokenKind, RegExp>> = {
  api: /^hale_[\w-]{43}$/,
  agent: /^hale_a1_[0-9a-z]{16}_[\w-]{43}$/,
  enrolment: /^hale_e1_[0-9a-z]{16}_[\w-]{43}$/,
};
const KINDS = ['api', 'agent', 'enrolment'] as const satisfies readonly TokenKind[];

/** What a text is a token of, by its form; `null`: it is none. */
export function tokenKind(text: string): TokenKind | null {
  return KINDS.find((kind) => FORMS[kind].test(text)) ?? null;
}

/** Whether a text is a token of the API by its form. */
export function isToken(text: string): boolean {
  return tokenKind(text) === 'api';
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
