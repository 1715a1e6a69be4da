import { HaleError } from './error.ts';

/** One instant of the engine's clock. */
export interface Timestamp {
  /** Nanoseconds since 1970, exact. */
  readonly epochNanos: bigint;
  /** Milliseconds since 1970, rounded down. */
  readonly epochMs: number;
}

const RFC3339 =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/;
const NANOS_PER_MS = 1_000_000n;
const MS_PER_MINUTE = 60_000;

/** Whether {@link parseTimestamp} takes it. */
export function isTimestamp(text: string): boolean {
  return RFC3339.test(text);
}

/**
 * Reads an RFC 3339 time as the engine writes it: nine fractional digits at most, any offset. `null` is Go's zero time,
 * `0001-01-01T00:00:00Z`, by which the engine says "never".
 *
 * @throws HaleError `protocol` when the text is no such time
 */
export function parseTimestamp(text: string): Timestamp | null {
  const match = RFC3339.exec(text);
  if (match === null)
    throw new HaleError('protocol', `expected an RFC 3339 time, got ${JSON.stringify(text.slice(0, 64))}`);
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction = '',
    sign,
    offsetHour = '0',
    offsetMinute = '0',
  ] = match;
  // Go may print its zero time in the zone of that era, which can put it into year 0.
  if (Number(year) <= 1) return null;
  const at = new Date(0);
  // Date.UTC would read the years 0 to 99 as 1900 to 1999.
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  at.setUTCHours(Number(hour), Number(minute), Number(second));
  const offsetMs = (Number(offsetHour) * 60 + Number(offsetMinute)) * MS_PER_MINUTE;
  const wholeMs = at.getTime() - (sign === '-' ? -offsetMs : offsetMs);
  const nanos = fraction.padEnd(9, '0');
  return {
    epochNanos: BigInt(wholeMs) * NANOS_PER_MS + BigInt(nanos),
    epochMs: wholeMs + Number(nanos.slice(0, 3)),
  };
}

/** From one RFC 3339 time to another, exact. "Never" counts as the beginning of 1970. */
export function nanosBetween(from: string, to: string): bigint {
  return (parseTimestamp(to)?.epochNanos ?? 0n) - (parseTimestamp(from)?.epochNanos ?? 0n);
}

/** Epoch milliseconds of a count of nanoseconds given as digits (`timeNano`), rounded down. */
export function nanosToMs(digits: string): number {
  return Number(digits.slice(0, -6));
}

/** `since` and `until` of the events endpoint: `seconds.nanoseconds`. */
export function nanosToSince(epochNanos: bigint): string {
  const digits = epochNanos.toString().padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}
