import type { ProblemReport } from '../problem.ts';
import type { Scope } from '../route-doc.ts';

/** Why a request is refused. */
export type Refusal =
  | 'token-in-query'
  | 'foreign-host'
  | 'no-token'
  | 'malformed-token'
  /** Of another kind: an agent's where the API is used, or the other way round. */
  | 'wrong-token'
  | 'unknown-token'
  | 'scope'
  | 'foreign-origin';

const CHALLENGE = 'Bearer realm="hale"';
const INVALID = `${CHALLENGE}, error="invalid_token"`;

const USER = 'Send Authorization: Bearer hale_... with a token that hale token has printed.';
const HOW: Readonly<Record<Scope, string>> = {
  public: USER,
  read: USER,
  operate: USER,
  agent:
    'An agent sends Authorization: Bearer hale_a1_... with the token that it was given when it was enrolled.',
  enrolment:
    'Send Authorization: Bearer hale_e1_... with the token of an invitation; hale hub invite makes a new one.',
};

/** What to answer to who asks for a route of a scope (RFC 6750 section 3, RFC 9457). Nothing of the request is in it. */
export function refusalReport(refusal: Refusal, scope: Scope): ProblemReport {
  switch (refusal) {
    case 'token-in-query':
      return {
        status: 400,
        title: 'A token does not belong in an address',
        detail: `Addresses end up in logs and histories, so take this token for known and make a new one. ${HOW[scope]}`,
      };
    case 'foreign-host':
      return {
        status: 403,
        title: 'Not by this name',
        detail:
          'Without tokens hale answers only to localhost, 127.0.0.1 and [::1]. For another name, a proxy say, give it tokens: access.tokens in hale.yaml.',
      };
    case 'no-token':
      return unauthorized(`There is no Authorization header. ${HOW[scope]}`, CHALLENGE);
    case 'malformed-token':
      return unauthorized(
        `The Authorization header has no token of hale, or more than one. ${HOW[scope]}`,
        INVALID,
      );
    case 'wrong-token':
      return unauthorized(`A token of this kind is for something else. ${HOW[scope]}`, INVALID);
    case 'unknown-token':
      return unauthorized(`There is no such token, or no more. ${HOW[scope]}`, INVALID);
    case 'scope':
      return {
        status: 403,
        title: 'Not with this token',
        detail: 'It may only read. A token of the scope operate may do this.',
        headers: { 'www-authenticate': `${CHALLENGE}, error="insufficient_scope", scope="operate"` },
      };
    case 'foreign-origin':
      return {
        status: 403,
        title: 'Not from a page of another origin',
        detail: 'What changes something is taken from pages of the same origin, and from programs.',
      };
  }
}

function unauthorized(detail: string, challenge: string): ProblemReport {
  return { status: 401, title: 'Not without a token', detail, headers: { 'www-authenticate': challenge } };
}
