import type { RefusedSession } from '@hale/protocol/sync';

/** What an agent is answered. */
export type Reply<Answer> =
  | { readonly kind: 'ok'; readonly answer: Answer }
  /** Something has to come first: 409. */
  | { readonly kind: 'first'; readonly want: RefusedSession['want'] }
  /** Another version of the protocol: 426. */
  | { readonly kind: 'protocol' }
  /** What it has sent cannot be: 422. */
  | { readonly kind: 'senseless'; readonly path: string; readonly expected: string }
  /** It may not report: 401. */
  | { readonly kind: 'unknown' }
  /** Others write at the same time, again and again: 503. */
  | { readonly kind: 'busy' };

export function ok<Answer>(answer: Answer): Reply<Answer> {
  return { kind: 'ok', answer };
}

export function first(want: RefusedSession['want']): Reply<never> {
  return { kind: 'first', want };
}
