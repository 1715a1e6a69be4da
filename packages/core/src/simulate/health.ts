import { HEALTH_LOG_ENTRIES, type Health, type ProbeResult } from '../health.ts';
import { effectiveRetries, type Healthcheck } from '../healthcheck.ts';

/**
 * Moby's rule, written here a second time on purpose: the simulation has to show hale's own one wrong if it is. Both are
 * held against real engines.
 *
 * @param startMs When the probe began, counted from the container's start.
 */
export function applyResult(
  health: Health,
  result: ProbeResult,
  check: Healthcheck,
  startMs: number,
): Health {
  const log = [...health.log, result].slice(-HEALTH_LOG_ENTRIES);
  if (result.exitCode === 0) return { status: 'healthy', failingStreak: 0, log };
  if (health.status === 'starting' && startMs < check.startPeriodMs) return { ...health, log };
  const failingStreak = health.failingStreak + 1;
  const status = failingStreak >= effectiveRetries(check) ? 'unhealthy' : health.status;
  return { status, failingStreak, log };
}

export const DEFAULT_INTERVAL_MS = 30_000;
const DEFAULT_TIMEOUT_MS = 30_000;

/** From the end of one probe, or the start of the container, to the next. As in 25.0 to 26.1: no start interval is the interval. */
export function delayMs(health: Health, check: Healthcheck, sinceStartMs: number): number {
  const intervalMs = check.intervalMs || DEFAULT_INTERVAL_MS;
  const isStarting = health.status === 'starting' && sinceStartMs < check.startPeriodMs;
  return isStarting ? check.startIntervalMs || intervalMs : intervalMs;
}

export function timeoutMs(check: Healthcheck): number {
  return check.timeoutMs || DEFAULT_TIMEOUT_MS;
}

export const MAX_OUTPUT_BYTES = 4096;

export function clip(output: Uint8Array): string {
  const text = new TextDecoder().decode(output.subarray(0, MAX_OUTPUT_BYTES));
  return output.length > MAX_OUTPUT_BYTES ? `${text}...` : text;
}

/** What the engine runs, or null. */
export function probeCommand({ test }: Healthcheck): readonly string[] | null {
  const [kind, ...rest] = test;
  if (kind === 'CMD') return rest;
  return kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...rest] : null;
}

/** As Go prints a duration. */
export function goDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  const seconds = ms / 1000;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = `${Number((seconds % 60).toFixed(3))}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}
