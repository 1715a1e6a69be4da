import type { Clock } from '@hale/core';

/** A signal that is aborted after `ms`, unless `unwanted` comes first: then it never is. */
export function deadline(clock: Clock, ms: number, unwanted: AbortSignal): AbortSignal {
  const controller = new AbortController();
  clock.sleepUntil(clock.monotonic() + ms, unwanted).then(
    () => controller.abort(),
    () => undefined,
  );
  return controller.signal;
}
