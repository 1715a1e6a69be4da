import type { Clock } from '@hale/core';

/** The sleep between two looks. Who is woken before it sleeps does not sleep. */
export class DispatchRest {
  readonly #clock: Clock;
  #woken = false;
  #sleep: AbortController | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  wake(): void {
    this.#woken = true;
    this.#sleep?.abort();
  }

  /** `at`: epoch milliseconds. */
  async until(at: number): Promise<void> {
    const waitMs = at - this.#clock.now();
    if (!this.#woken && waitMs > 0) {
      this.#sleep = new AbortController();
      await this.#clock
        .sleepUntil(this.#clock.monotonic() + waitMs, this.#sleep.signal)
        .catch(() => undefined);
      this.#sleep = null;
    }
    this.#woken = false;
  }
}
