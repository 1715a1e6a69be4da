/**
 * The engine's clock, from the whole second that its `Date` header says. Where our own clock reads the same second, ours
 * is the finer one. Epoch milliseconds.
 */
export function engineNow(date: number | null, now: number): number {
  return date === null ? now : Math.min(Math.max(now, date), date + 999);
}
