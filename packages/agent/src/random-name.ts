import type { Random } from '@hale/core';

const LETTERS = 26;

/** A name that nothing has had before: 130 bits. */
export function randomName(random: Random): string {
  return Array.from({ length: LETTERS }, () => Math.floor(random() * 32).toString(32)).join('');
}
