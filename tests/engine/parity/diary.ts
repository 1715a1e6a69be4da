import type { Health, HealthStatus } from '@hale/core';

/** One result, and what the container's health was after it; `null` where it was not looked at before the next. */
export interface Entry {
  readonly exitCode: number;
  readonly output: string;
  readonly after: { readonly status: HealthStatus; readonly failingStreak: number } | null;
}

/** All results of one container in their order, pieced together from looks at its health, each of which shows the last five. */
export class Diary {
  readonly #entries: Entry[] = [];
  #lastStart: string | null = null;

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  note({ status, failingStreak, log }: Health): void {
    const known = log.findIndex(({ start }) => start === this.#lastStart);
    if (this.#lastStart !== null && known === -1)
      throw new Error('the log no longer has the result that was last seen in it');
    const fresh = log.slice(known + 1);
    for (const [index, { start, exitCode, output }] of fresh.entries()) {
      const isLast = index === fresh.length - 1;
      this.#entries.push({ exitCode, output, after: isLast ? { status, failingStreak } : null });
      this.#lastStart = start;
    }
  }
}
