/** Go's limit: 2^63 nanoseconds, some 292 years. */
export const MAX_DURATION_MS = 9_223_372_036_854;

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const DURATION = /^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|[uµμ]s|ms|s|m|h))+$/;
const PART = /(\d*)\.?(\d*)(ns|[uµμ]s|ms|s|m|h)/g;

/**
 * Reads a duration as Go and Docker write it: `500ms`, `1.5s`, `1m30s`, `0`. `null`: it is none, it is negative, or it is
 * longer than {@link MAX_DURATION_MS}. Source: Go's `time.ParseDuration`.
 *
 * @returns milliseconds
 */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0;
  if (!DURATION.test(text)) return null;
  let ms = 0;
  for (const [, whole = '', fraction = '', unit = ''] of text.matchAll(PART))
    ms += (Number(`${whole}${fraction}`) * (UNIT_MS[unit] ?? 0)) / 10 ** fraction.length;
  return ms <= MAX_DURATION_MS ? ms : null;
}

/** Writes a duration as Go prints it: `500ms`, `1.5s`, `1m30s`, `1h0m0s`. Source: Go's `time.Duration.String`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  const wholeMs = Math.floor(ms);
  const nanos = Math.round((ms - wholeMs) * 1e6);
  if (wholeMs === 0 && nanos > 0) return nanos < 1e3 ? `${nanos}ns` : `${decimal(nanos, 3)}µs`;
  if (wholeMs > 0 && wholeMs < 1000) return `${decimal(wholeMs * 1e6 + nanos, 6)}ms`;
  const hours = Math.floor(wholeMs / 3_600_000);
  const minutes = Math.floor(wholeMs / 60_000) % 60;
  const seconds = `${decimal((wholeMs % 60_000) * 1e6 + nanos, 9)}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

/** `value / 10 ** digits`, without the zeros at its end. */
function decimal(value: number, digits: number): string {
  const unit = 10 ** digits;
  const fraction = String(value % unit)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  return `${Math.floor(value / unit)}${fraction === '' ? '' : `.${fraction}`}`;
}
