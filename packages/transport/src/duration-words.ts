const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A duration as people say it, in at most two units: `45 s`, `12 min`, `1 h 20 min`, `3 days`. */
export function durationWords(ms: number): string {
  // The clocks of two machines may disagree.
  if (!(ms >= SECOND_MS)) return 'less than 1 s';
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < 5 * MINUTE_MS) return units(ms, MINUTE_MS, 'min', SECOND_MS, 's');
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return units(ms, HOUR_MS, 'h', MINUTE_MS, 'min');
  const days = ms < 2 * DAY_MS ? 'day' : 'days';
  if (ms < 7 * DAY_MS) return units(ms, DAY_MS, days, HOUR_MS, 'h');
  return `${Math.floor(ms / DAY_MS)} days`;
}

function units(ms: number, largeMs: number, large: string, smallMs: number, small: string): string {
  const rest = Math.floor((ms % largeMs) / smallMs);
  const whole = `${Math.floor(ms / largeMs)} ${large}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}
