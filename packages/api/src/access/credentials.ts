import { type TokenKind, tokenKind } from './token.ts';

export type Credentials =
  | { readonly kind: 'none' }
  /** There is something, but no token of hale's: another scheme, another form, two headers. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'token'; readonly of: TokenKind; readonly token: string };

/** Reads `Authorization: Bearer hale_...` (RFC 6750). A runtime joins two such headers with a comma, which no token has. */
export function credentialsOf(headers: Pick<Headers, 'get'>): Credentials {
  const value = headers.get('authorization');
  if (value === null) return { kind: 'none' };
  const token = /^bearer +(\S+)$/i.exec(value)?.[1] ?? '';
  const of = tokenKind(token);
  return of === null ? { kind: 'malformed' } : { kind: 'token', of, token };
}

/** Where other services take a token from an address. */
const TOKEN_PARAMETERS: ReadonlySet<string> = new Set([
  'token',
  'access_token',
  'api_key',
  'apikey',
  'bearer',
]);

/** Whether an address has a token in it, which logs and histories then have as well. */
export function hasTokenInQuery({ searchParams }: Pick<URL, 'searchParams'>): boolean {
  return [...searchParams].some(
    ([key, value]) =>
      TOKEN_PARAMETERS.has(key.toLowerCase()) || tokenKind(key) !== null || tokenKind(value) !== null,
  );
}
