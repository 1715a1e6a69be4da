import type { Outcome } from '@hale/core';

/** What came of a message, in words. */
export function wordsOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'ok':
      return 'taken';
    case 'retry':
      return `not taken now: ${outcome.code}`;
    case 'throttled':
      return `too many messages: ${outcome.code}`;
    case 'ambiguous':
      return `no answer: it may have arrived (${outcome.code})`;
    case 'rejected':
      return `not understood: ${outcome.code}`;
    case 'gone':
      return `there is no such receiver any more: ${outcome.code}`;
    case 'auth':
      return `not allowed: ${outcome.code}`;
  }
}

/** What a person can do about it. */
export function adviceOn({ kind }: Outcome): string {
  switch (kind) {
    case 'gone':
    case 'auth':
      return 'Make a new address at the receiver and put it into the settings.';
    case 'rejected':
      return 'Is this address one for such messages? hale config show says which transport it is.';
    case 'ok':
    case 'retry':
    case 'throttled':
    case 'ambiguous':
      return 'An agent would try again.';
  }
}
