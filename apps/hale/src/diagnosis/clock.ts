import { formatDuration } from '@hale/core';
import { type Finding, fine, warning } from './finding.ts';

/** Less is what a network and a `Date` of whole seconds account for. */
export const CLOCK_TOLERANCE_MS = 2000;

/** `aheadMs`: the engine's clock less this machine's; `null`: the engine does not say what time it is. */
export function judgeClock(aheadMs: number | null): Finding {
  if (aheadMs === null)
    return warning(
      'clock',
      'the engine does not say what time it is',
      'Let GET /info through, or the Date header of /_ping.',
    );
  const difference = formatDuration(Math.abs(aheadMs));
  if (Math.abs(aheadMs) <= CLOCK_TOLERANCE_MS)
    return fine('clock', `in step with this machine's (${difference} apart)`);
  return warning(
    'clock',
    `the engine's is ${difference} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's`,
    'Have both set by NTP: ages and times of day come from the one or the other.',
  );
}
