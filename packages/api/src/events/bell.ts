import type { Clock, Signal } from '@hale/core';
import type { JournalNews } from './journal-news.ts';

/** A sleep that news ends. News that comes while nobody sleeps ends the next one before it begins. */
export class Bell implements Disposable {
  readonly #clock: Clock;
  readonly #off: (() => void)[];
  #rung = false;
  #sleep: AbortController | null = null;

  constructor(clock: Clock, news: Pick<JournalNews, 'listen'>, signal: Signal) {
    this.#clock = clock;
    const ring = (): void => {
      this.#rung = true;
      this.#sleep?.abort();
    };
    signal.addEventListener('abort', ring, { once: true });
    this.#off = [news.listen(ring), () => signal.removeEventListener('abort', ring)];
  }

  /** `at` on the monotonic scale. */
  async until(at: number): Promise<void> {
    if (!this.#rung) {
      this.#sleep = new AbortController();
      await this.#clock.sleepUntil(at, this.#sleep.signal).catch(() => undefined);
      this.#sleep = null;
    }
    this.#rung = false;
  }

  [Symbol.dispose](): void {
    for (const off of this.#off) off();
  }
}
