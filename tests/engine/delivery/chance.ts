import type { Random } from '@hale/core';

/** Choices from a seeded random. */
export interface Chance {
  /** A whole number below `n`. */
  below(n: number): number;
  pick<T>(of: readonly T[]): T;
  /** So many different whole numbers below `n`. */
  among(n: number, count: number): ReadonlySet<number>;
}

export function chanceOf(random: Random): Chance {
  const below = (n: number): number => Math.floor(random() * n);
  return {
    below,
    pick<T>(of: readonly T[]): T {
      const picked = of[below(of.length)];
      if (picked === undefined) throw new Error('there is nothing to pick from');
      return picked;
    },
    among(n, count) {
      const left = Array.from({ length: n }, (_, index) => index);
      return new Set(Array.from({ length: count }, () => left.splice(below(left.length), 1)[0] ?? 0));
    },
  };
}
