import type { Clock, Log } from '@hale/core';
import type { Refusal } from './refusal.ts';

/** However many are refused, a log has one line of each kind in so long. */
export const REFUSAL_LOG_MS = 60_000;

/** Counts what was refused, and has a log told of it now and then. */
export class RefusalCounts {
  readonly #options: { readonly clock: Clock; readonly log?: Log };
  readonly #counts = new Map<Refusal, { total: number; untold: number; toldAt: number }>();

  constructor(options: { readonly clock: Clock; readonly log?: Log }) {
    this.#options = options;
  }

  /** How often since the start, by reason. */
  get totals(): ReadonlyMap<Refusal, number> {
    return new Map([...this.#counts].map(([refusal, { total }]) => [refusal, total]));
  }

  /** `route` is one of hale's own, never what somebody has asked for. */
  add(refusal: Refusal, route: string | null): void {
    const { clock, log } = this.#options;
    const now = clock.monotonic();
    const count = this.#counts.get(refusal) ?? { total: 0, untold: 0, toldAt: Number.NEGATIVE_INFINITY };
    this.#counts.set(refusal, count);
    count.total += 1;
    count.untold += 1;
    if (now - count.toldAt < REFUSAL_LOG_MS) return;
    log?.warn('refused a request', { reason: refusal, route, times: count.untold });
    count.untold = 0;
    count.toldAt = now;
  }
}
