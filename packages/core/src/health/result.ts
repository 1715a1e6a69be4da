import { HEALTH_LOG_ENTRIES, type Health, type ProbeResult } from '../health.ts';
import { nanosBetween } from '../timestamp.ts';
import type { Policy } from './policy.ts';

/**
 * What one result makes of a container's health. Source: moby `handleProbeResult`, to the letter:
 *
 * - every result goes into the log, of which the last five are kept
 * - one pass makes healthy, from anywhere
 * - a failure counts, unless the container is still starting and the probe began before the end of the start period
 * - at so many counted failures in a row the container is unhealthy
 *
 * `startedAt`: of the container, RFC 3339.
 */
export function applyProbeResult(
  health: Health,
  result: ProbeResult,
  policy: Policy,
  startedAt: string,
): Health {
  const log = [...health.log, result].slice(-HEALTH_LOG_ENTRIES);
  if (result.exitCode === 0) return { status: 'healthy', failingStreak: 0, log };
  if (health.status === 'starting' && beganWithin(policy.startPeriodMs, result.start, startedAt))
    return { ...health, log };
  const failingStreak = health.failingStreak + 1;
  return { status: failingStreak >= policy.retries ? 'unhealthy' : health.status, failingStreak, log };
}

function beganWithin(startPeriodMs: number, start: string, startedAt: string): boolean {
  return nanosBetween(startedAt, start) < BigInt(Math.round(startPeriodMs * 1e6));
}
