import type { Json } from '../json.ts';

/** What came of one attempt to deliver. */
export type Outcome =
  /** `receipt`: the receiver's own name for it, kept for what follows. */
  | { readonly kind: 'ok'; readonly receipt?: Json }
  /** Not taken, and it may be later. `notBefore`: epoch milliseconds, when the receiver says so. */
  | { readonly kind: 'retry' | 'throttled'; readonly code: string; readonly notBefore?: number }
  /** It may have arrived: the reply did not come. */
  | { readonly kind: 'ambiguous'; readonly code: string }
  /** The message is bad: a plainer one may do. */
  | { readonly kind: 'rejected'; readonly code: string }
  /** The destination is bad, and stays so until somebody mends it. */
  | { readonly kind: 'gone' | 'auth'; readonly code: string };
