/** Nanoseconds since the epoch, as the engine counts. */
export type Instant = bigint;

const NANOSECONDS_PER_MS = 1_000_000n;
const NANOSECONDS_PER_US = 1000n;
const NANOSECONDS_PER_S = 1_000_000_000n;

/** What Go prints for a time that was never set. */
const NEVER = '0001-01-01T00:00:00Z';

/** To the microsecond: a number has no room for more. */
export function fromMs(ms: number): Instant {
  return BigInt(Math.round(ms * 1000)) * NANOSECONDS_PER_US;
}

export function toMs(instant: Instant): number {
  return Number(instant / NANOSECONDS_PER_MS);
}

export function toSeconds(instant: Instant): number {
  return Number(instant / NANOSECONDS_PER_S);
}

/** RFC 3339 in UTC as Go writes it: up to nine fractional digits, trailing zeros cut. */
export function rfc3339(instant: Instant | null): string {
  if (instant === null) return NEVER;
  const seconds = new Date(toSeconds(instant) * 1000).toISOString().slice(0, 19);
  const fraction = String(instant % NANOSECONDS_PER_S)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`;
}

/** `seconds[.nanoseconds]`, the only form that the API's `since` and `until` have. */
export function parseSeconds(text: string): Instant | null {
  const match = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(text);
  if (match === null) return null;
  const [, seconds = '0', fraction = ''] = match;
  return BigInt(seconds) * NANOSECONDS_PER_S + BigInt(fraction.padEnd(9, '0'));
}
