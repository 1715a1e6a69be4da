import type { Clock } from '@hale/core';

/** One timer for the next thing due, whatever it is. Setting it again replaces what was set. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #set: { readonly at: number; readonly cancel: AbortController } | null = null;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** `at`: on the clock's monotonic scale; `null` for never. */
  set(at: number | null): void {
    if (at === this.#set?.at) return;
    this.#set?.cancel.abort();
    this.#set = null;
    if (at === null) return;
    const cancel = new AbortController();
    this.#set = { at, cancel };
    this.#clock.sleepUntil(at, cancel.signal).then(
      () => {
        if (cancel.signal.aborted) return;
        this.#set = null;
        this.#ring();
      },
      () => undefined, // cancelled
    );
  }
}
