import type { Clock } from '../clock.ts';
import type { Signal } from '../signal.ts';

export interface SimulatedClock extends Clock {
  /**
   * Lets `ms` pass. Wakes the sleepers that come due one at a time, in the order of their time and then of their call,
   * and lets each one's work settle before the next; what they start to sleep for meanwhile counts too.
   */
  advance(ms: number): Promise<void>;
  /** Moves the wall clock alone, as an operator or NTP would. May be negative. */
  jump(ms: number): void;
  /** How many sleep at this moment. */
  readonly sleepers: number;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test says otherwise. `monotonic()` starts at 0. */
export function createSimulatedClock(startEpochMs = Date.UTC(2026, 0, 1)): SimulatedClock {
  const sleepers: Sleeper[] = [];
  let elapsed = 0;
  let jumped = 0;
  let advancing = false;

  async function advance(ms: number): Promise<void> {
    if (!(ms >= 0 && Number.isFinite(ms)))
      throw new RangeError(`advance: expected 0 or more milliseconds, got ${ms}`);
    if (advancing) throw new Error('advance: the previous advance has not been awaited');
    advancing = true;
    const until = elapsed + ms;
    try {
      await settle();
      for (let next = sleepers[0]; next !== undefined && next.at <= until; next = sleepers[0]) {
        elapsed = Math.max(elapsed, next.at);
        next.wake();
        await settle();
      }
      elapsed = until;
    } finally {
      advancing = false;
    }
  }

  function sleepUntil(at: number, signal?: Signal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (at <= elapsed) return resolve();
      const sleeper = { at, wake: () => leave(resolve) };
      const onAbort = (): void => leave(() => reject(signal?.reason));
      function leave(settled: () => void): void {
        sleepers.splice(sleepers.indexOf(sleeper), 1);
        signal?.removeEventListener('abort', onAbort);
        settled();
      }
      const later = sleepers.findIndex((other) => other.at > at);
      sleepers.splice(later === -1 ? sleepers.length : later, 0, sleeper);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  return {
    now: () => startEpochMs + elapsed + jumped,
    monotonic: () => elapsed,
    sleepUntil,
    advance,
    jump(ms) {
      jumped += ms;
    },
    get sleepers() {
      return sleepers.length;
    },
  };
}

/** A turn of the event loop comes only after every microtask, however many of them follow from one another. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
