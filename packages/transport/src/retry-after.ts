import { MAX_RETRY_AFTER_MS } from '@hale/core';

const SECONDS = /^\d{1,10}(\.\d{1,9})?$/;

/**
 * When a receiver wants to hear more, epoch milliseconds: from whole or broken seconds, or an HTTP date. `undefined`: it does not
 * say, or nothing that can be read.
 */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  const at = SECONDS.test(text) ? now + Math.ceil(Number(text) * 1000) : dateOf(text);
  return at === undefined ? undefined : Math.min(Math.max(at, now), now + MAX_RETRY_AFTER_MS);
}

/** Only what begins with the name of a day: `Date.parse` makes dates of almost anything. */
function dateOf(text: string): number | undefined {
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text)) return undefined;
  // The oldest of the three forms that HTTP knows has no zone, and means Greenwich all the same.
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : at;
}
