/** A sentence in which times stay times, so that each receiver can show them in its reader's own zone. */
export type Words = readonly (string | Instant)[];

export interface Instant {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Of which day is clear. */
  readonly timeOnly?: boolean;
}

/** What came before or comes after is a clock gone wrong. */
const END_OF_TIME_MS = Date.UTC(9999, 0);

/** So near that the day need not be said. */
export const SAME_DAY_MS = 12 * 60 * 60_000;

export function plainWords(words: Words): string {
  return words.map((word) => (typeof word === 'string' ? word : plainTime(word))).join('');
}

/** Such as `2026-01-01 12:00:00 UTC`. */
function plainTime(instant: Instant): string {
  if (!isTime(instant)) return 'an unknown time';
  const iso = new Date(instant.at).toISOString();
  return `${instant.timeOnly ? iso.slice(11, 19) : iso.slice(0, 19).replace('T', ' ')} UTC`;
}

/** Whether a receiver could show it as one. */
export function isTime({ at }: Instant): boolean {
  return at >= 0 && at < END_OF_TIME_MS;
}
