import type { Transition } from '@hale/core';

/** A transition in one line: `container/web running → paused by pause`. */
export function inWords({ subject, from, to, cause }: Transition): string {
  return `${subject} ${from} → ${to} by ${cause}`;
}
