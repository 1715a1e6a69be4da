import type { Health } from '@hale/core';
import type { Entry } from './diary.ts';
import type { Rest } from './held.ts';

export interface Difference {
  readonly where: string;
  readonly native: unknown;
  readonly hale: unknown;
}

/** Counts what was compared, and keeps what differed. */
export class Tally {
  readonly differences: Difference[] = [];
  comparisons = 0;
  /** States after a result that passed between two looks. */
  unseen = 0;
  /** Results that only moby's own race has made, by when they began. */
  readonly races = new Set<string>();

  /** Result N with result N: exit code, output, and the status and streak after it. */
  results(where: string, native: readonly Entry[], hale: readonly Entry[]): void {
    this.#compare(`${where}: results`, native.length, hale.length);
    for (const [index, entry] of native.entries()) {
      const twin = hale[index];
      if (!twin) return;
      const at = `${where}: result ${index + 1}`;
      this.#compare(`${at}, exit code`, entry.exitCode, twin.exitCode);
      this.#compare(`${at}, output`, entry.output, twin.output);
      if (entry.after && twin.after) {
        this.#compare(`${at}, status`, entry.after.status, twin.after.status);
        this.#compare(`${at}, streak`, entry.after.failingStreak, twin.after.failingStreak);
      } else this.unseen += 1;
    }
  }

  /** Two records that have come to rest: status, streak, and the log without its times. */
  records(where: string, native: Rest, hale: Rest): void {
    for (const start of native.races) this.races.add(start);
    this.#compare(`${where}, status`, native.health.status, hale.health.status);
    this.#compare(`${where}, streak`, native.health.failingStreak, hale.health.failingStreak);
    const [log, twin] = [timeless(native.health), timeless(hale.health)];
    // What the race has put into the log has pushed out older results.
    const pushedOut = native.races.length > 0 ? twin.length - log.length : 0;
    this.#compare(`${where}, log`, log, twin.slice(Math.max(0, pushedOut)));
  }

  #compare(where: string, native: unknown, hale: unknown): void {
    this.comparisons += 1;
    if (JSON.stringify(native) !== JSON.stringify(hale)) this.differences.push({ where, native, hale });
  }
}

function timeless({ log }: Health): readonly unknown[] {
  return log.map(({ exitCode, output }) => ({ exitCode, output }));
}
