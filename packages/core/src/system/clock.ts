import type { Clock } from '../clock.ts';

/** The longest delay that `setTimeout` keeps; beyond it, it fires at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. A sleep keeps the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleepUntil: (at, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      // Timers may fire up to a millisecond early, so the time is looked at again.
      const look = (): void => {
        const left = at - performance.now();
        if (left > 0) {
          timer = setTimeout(look, Math.min(Math.ceil(left), LONGEST_TIMER_MS));
          return;
        }
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      look();
    }),
};
