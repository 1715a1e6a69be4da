import type { HealthStatus } from '../health.ts';
import type { Policy } from './policy.ts';

/** How an engine's version bears on when it probes. See parity.ts. */
export interface StartPace {
  /** Whether there is another pace in the start period at all. Since 25.0. */
  readonly startInterval: boolean;
  /** Whether a delay is cut short by the end of the start period. After 29.7.2. */
  readonly capped: boolean;
}

/**
 * How long a container's next probe waits: from the start of the container, or from the end of its last probe. Nothing is made
 * up for or skipped, so a slow probe moves all that follow. Source: moby `getInterval`.
 *
 * `sinceStartMs`: by the wall clock, since the container's `StartedAt`.
 */
export function nextDelayMs(
  status: HealthStatus,
  policy: Policy,
  sinceStartMs: number,
  pace: StartPace,
): number {
  const inStartPeriod = sinceStartMs < policy.startPeriodMs;
  if (!pace.startInterval || !inStartPeriod || status !== 'starting') return policy.intervalMs;
  return pace.capped
    ? Math.min(policy.startIntervalMs, policy.startPeriodMs - sinceStartMs)
    : policy.startIntervalMs;
}
