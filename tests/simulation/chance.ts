import { seededRandom } from '@hale/core/simulate';

/** Everything that is left to chance in one run. */
export class Chance {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  /** Another source, so that one part of a run does not change what befalls another. */
  fork(): Chance {
    return new Chance(Math.floor(this.random() * 2 ** 32));
  }

  happens(probability: number): boolean {
    return this.random() < probability;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1));
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.random() * items.length)];
  }
}
