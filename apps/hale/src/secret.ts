import { randomBytes } from 'node:crypto';

/** No guess comes near one. */
const SECRET_BYTES = 32;

/** The secret part of a token: 43 characters of base64url. */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}
