import type { Health } from '../health.ts';
import type { Finding, Probing, ProbingRules } from './probing.ts';
import { applyProbeResult } from './result.ts';

/** Where users want something else than moby does. None is on unless asked for. */
export interface Deviations {
  /** The first probe at once, instead of after an interval. Asked for in moby#33410, moby#49900. */
  readonly immediateFirstProbe: boolean;
  /** The start interval as long as the container is starting, also without a start period. Asked for in moby#48874. */
  readonly startIntervalAlone: boolean;
  /** Passes in a row that it takes to become healthy; moby has 1. Asked for in kontena#2722. */
  readonly successThreshold: number;
  /** A check that could not be carried out is neither a pass nor a failure, as with kubelet. Asked for in moby#43480. */
  readonly errorsAreNoVerdict: boolean;
  /** Failures in a row at which a container that still counts as healthy is worth a word; `null` for none. */
  readonly warnThreshold: number | null;
}

export const STRICT: Deviations = {
  immediateFirstProbe: false,
  startIntervalAlone: false,
  successThreshold: 1,
  errorsAreNoVerdict: false,
  warnThreshold: null,
};

/** Failing, and not yet unhealthy. */
export function isWarning({ status, failingStreak }: Health, { warnThreshold }: Deviations): boolean {
  return warnThreshold !== null && status === 'healthy' && failingStreak >= warnThreshold;
}

/** What a finding makes of a check, deviations included; without any it is {@link applyProbeResult} and nothing else. */
export function judge(before: Probing, finding: Finding, { policy, deviations }: ProbingRules): Probing {
  const { error, ...result } = finding;
  if (error && deviations.errorsAreNoVerdict) return before;
  const health = applyProbeResult(before.health, result, policy, before.startedAt);
  const passingStreak = result.exitCode === 0 ? before.passingStreak + 1 : 0;
  return { ...before, passingStreak, health: heldBack(before.health, health, passingStreak, deviations) };
}

/** Too few passes yet: the log has them, the status waits. */
function heldBack(
  before: Health,
  after: Health,
  passingStreak: number,
  { successThreshold }: Deviations,
): Health {
  const turning = after.status === 'healthy' && before.status !== 'healthy';
  return turning && passingStreak < successThreshold ? { ...after, status: before.status } : after;
}
