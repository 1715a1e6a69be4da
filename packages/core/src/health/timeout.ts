import { formatDuration } from '../duration.ts';

/** How long an exec may take to start; not part of the probe's own timeout. Since moby 23.0. */
export const EXEC_START_TIMEOUT_MS = 30_000;

/** The output of a probe that was cut off. What it had printed is part of it since 24.0. Source: moby `cmdProbe.run`. */
export function timeoutOutput(timeoutMs: number, printed: string): string {
  const text = `Health check exceeded timeout (${formatDuration(timeoutMs)})`;
  return printed === '' ? text : `${text}: ${printed}`;
}
