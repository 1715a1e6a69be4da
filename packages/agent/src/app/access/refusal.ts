import type { ProblemReport } from '../problem.ts';

/** Why a request is refused. */
export type Refusal =
  | 'token-in-query'
  | 'foreign-host'
  | 'no-token'
  | 'malformed-token'
  | 'unknown-token'
  | 'scope'
  | 'foreign-origin';

const CHALLENGE = 'Bearer realm="hale"';
const HOW = 'Send Authorization: Bearer hale_... with a token that hale token has printed.';

const UNAUTHORIZED = { status: 401, title: 'Not without a token' } as const;
const INVALID = { 'www-authenticate': `${CHALLENGE}, error="invalid_token"` };

/** What to answer (RFC 6750 section 3, RFC 9457). Nothing of the request is in it. */
export const REFUSALS: Readonly<Record<Refusal, ProblemReport>> = {
  'token-in-query': {
    status: 400,
    title: 'A token does not belong in an address',
    detail: `Addresses end up in logs and histories, so take this token for known and make a new one. ${HOW}`,
  },
  'foreign-host': {
    status: 403,
    title: 'Not by this name',
    detail:
      'Without tokens hale answers only to localhost, 127.0.0.1 and [::1]. For another name, a proxy say, give it tokens: access.tokens in hale.yaml.',
  },
  'no-token': {
    ...UNAUTHORIZED,
    detail: `There is no Authorization header. ${HOW}`,
    headers: { 'www-authenticate': CHALLENGE },
  },
  'malformed-token': {
    ...UNAUTHORIZED,
    detail: `The Authorization header has no token of hale, or more than one. ${HOW}`,
    headers: INVALID,
  },
  'unknown-token': {
    ...UNAUTHORIZED,
    detail: `There is no such token, or no more. ${HOW}`,
    headers: INVALID,
  },
  scope: {
    status: 403,
    title: 'Not with this token',
    detail: 'It may only read. A token of the scope operate may do this.',
    headers: { 'www-authenticate': `${CHALLENGE}, error="insufficient_scope", scope="operate"` },
  },
  'foreign-origin': {
    status: 403,
    title: 'Not from a page of another origin',
    detail: 'What changes something is taken from pages of the same origin, and from programs.',
  },
};
