import type { Clock } from '@hale/core';

/** Now, as a health log has it: RFC 3339. */
export function stamp(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
