import type { Clock, Signal } from '@hale/core';

interface Awaited {
  readonly over: Promise<unknown>;
  /** On the clock's monotonic scale. */
  readonly at: number;
  readonly cancel: Signal;
}

/** Which of them comes first. That `over` fails also counts as over: who awaits it next learns why. */
export async function whichever(
  clock: Clock,
  { over, at, cancel }: Awaited,
): Promise<'over' | 'late' | 'cancelled'> {
  if (cancel.aborted) return 'cancelled';
  const done = new AbortController();
  const late = clock.sleepUntil(at, done.signal).then(() => 'late' as const);
  let onAbort = (): void => undefined;
  const cancelled = new Promise<'cancelled'>((resolve) => {
    onAbort = () => resolve('cancelled');
    cancel.addEventListener('abort', onAbort, { once: true });
  });
  const settled = over.then(
    () => 'over' as const,
    () => 'over' as const,
  );
  try {
    return await Promise.race([settled, cancelled, late]);
  } finally {
    cancel.removeEventListener('abort', onAbort);
    done.abort();
  }
}
