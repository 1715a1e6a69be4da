import type { Signal } from './signal.ts';

/** Time, as a port. `core/system` has the machine's, `core/testing` a simulated one. */
export interface Clock {
  /** Wall clock, epoch milliseconds. It may jump. */
  now(): number;
  /** Milliseconds since an arbitrary start. It never goes back. */
  monotonic(): number;
  /** Resolves once `monotonic()` has reached `at`; rejects with the signal's reason when aborted. */
  sleepUntil(at: number, signal?: Signal): Promise<void>;
}
