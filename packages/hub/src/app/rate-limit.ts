import type { Clock } from '@hale/core';

/** Callers that are remembered; the one that was longest silent is forgotten first. */
export const MAX_CALLERS = 10_000;

export interface Rate {
  /** So many at once. */
  readonly burst: number;
  /** So many a second in the long run. */
  readonly perSecond: number;
}

/** A bucket of tokens for each caller. */
export class RateLimit {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #rate: Rate;
  /** The one that called last is the last. */
  readonly #buckets = new Map<string, { readonly tokens: number; readonly at: number }>();

  constructor(clock: Pick<Clock, 'monotonic'>, rate: Rate) {
    this.#clock = clock;
    this.#rate = rate;
  }

  get callers(): number {
    return this.#buckets.size;
  }

  /** 0: it may go on. Otherwise for how long it may not, in milliseconds. */
  take(caller: string): number {
    const { burst, perSecond } = this.#rate;
    const at = this.#clock.monotonic();
    const before = this.#buckets.get(caller) ?? { tokens: burst, at };
    const tokens = Math.min(burst, before.tokens + ((at - before.at) / 1_000) * perSecond);
    const left = tokens < 1 ? tokens : tokens - 1;
    this.#buckets.delete(caller);
    this.#buckets.set(caller, { tokens: left, at });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MAX_CALLERS && oldest !== undefined) this.#buckets.delete(oldest);
    return tokens < 1 ? ((1 - tokens) / perSecond) * 1_000 : 0;
  }
}
