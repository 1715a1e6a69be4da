import { BASELINE, type Check, type Container, nextDelayMs, type Policy, policyOf } from '@hale/core';

/** Who runs a container's check. `nobody`: it is hale's to run, and it may not. */
export type Runner = 'engine' | 'hale' | 'nobody';

/** Beyond all that moby would take for its first result. */
export const NEGLECT_GRACE_MS = 10_000;
/** Podman keeps two conmon processes for five minutes after each exec that came over its API: these would be twenty. */
export const PODMAN_EXEC_INTERVAL_MS = 30_000;

export interface Situation {
  /** Epoch milliseconds of the engine's clock, when the container was inspected. */
  readonly now: number;
  readonly allowExec: boolean;
  readonly engine: 'docker' | 'podman';
  /** Who has run it so far; `null`: it has just been found. */
  readonly was: Runner | null;
}

export interface Assignment {
  readonly runner: Runner;
  /** As the runner `hale` is to run it. */
  readonly check: Check;
  /** What the user may not expect, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Who is to run a check. What the engine cannot run, or does not know, is hale's. The container's own healthcheck is the engine's,
 * unless hale is asked to (`by: hale`), or `by: auto` turns out to be neglected; once hale has it, it is hale's until the engine
 * shows a result.
 *
 * `container`: as the engine shows it.
 */
export function assignRunner(container: Container, check: Check, situation: Situation): Assignment {
  const isExec = check.probe.kind === 'exec';
  if (!isExec || check.from !== 'healthcheck') {
    const misled = check.by === 'engine' ? [`the engine does not know of it, so it is hale's to run`] : [];
    return isExec ? byExec(check, situation, misled) : { runner: 'hale', check, warnings: misled };
  }
  if (check.by === 'hale') {
    const { runner, ...rest } = byExec(check, situation, []);
    return { runner: runner === 'nobody' ? 'engine' : runner, ...rest };
  }
  if (check.by === 'engine' || !isNeglected(container, situation))
    return { runner: 'engine', check, warnings: [] };
  return byExec(check, situation, ['the engine does not run it']);
}

/** When it is certain that the engine does not run a container's healthcheck, if it shows no result until then. Epoch milliseconds. */
export function neglectedAt({ state }: Pick<Container, 'state'>, policy: Policy): number {
  const starting = nextDelayMs('starting', policy, 0, BASELINE);
  // An engine before 25.0 has no start interval.
  const firstDelayMs = Math.max(policy.intervalMs, starting);
  return Date.parse(state.startedAt) + firstDelayMs + policy.timeoutMs + NEGLECT_GRACE_MS;
}

/** Whether the engine has shown no result of this run although it had the time. So it is with Podman without systemd. */
export function neglected(container: Container, policy: Policy, now: number): boolean {
  return (
    container.state.status === 'running' && !hasResult(container) && now >= neglectedAt(container, policy)
  );
}

/** The policy by which the engine runs a container's healthcheck: labels and config are nothing to it. */
export function nativePolicy({ healthcheck }: Pick<Container, 'healthcheck'>): Policy {
  return policyOf(healthcheck);
}

/** Of the container's current run, by the engine. */
export function hasResult({ health, state }: Pick<Container, 'health' | 'state'>): boolean {
  const startedAt = Date.parse(state.startedAt);
  return health?.log.some(({ start }) => Date.parse(start) >= startedAt) ?? false;
}

function isNeglected(container: Container, { now, was }: Situation): boolean {
  if (was === 'hale') return !hasResult(container);
  return neglected(container, nativePolicy(container), now);
}

function byExec(check: Check, { allowExec, engine }: Situation, warnings: readonly string[]): Assignment {
  if (!allowExec) {
    const refused =
      'hale may not run commands in containers, so it does not run this check (allow it with --allow-exec)';
    return { runner: 'nobody', check, warnings: [...warnings, refused] };
  }
  if (engine === 'docker') return { runner: 'hale', check, warnings };
  const { policy } = check;
  const intervalMs = Math.max(policy.intervalMs, PODMAN_EXEC_INTERVAL_MS);
  const startIntervalMs = Math.max(policy.startIntervalMs, PODMAN_EXEC_INTERVAL_MS);
  // Without a start period nobody has asked for its pace.
  const isSlower =
    intervalMs > policy.intervalMs || (policy.startPeriodMs > 0 && startIntervalMs > policy.startIntervalMs);
  const slower = `on Podman hale runs a command once in ${PODMAN_EXEC_INTERVAL_MS / 1000} s at most`;
  return {
    runner: 'hale',
    check: { ...check, policy: { ...policy, intervalMs, startIntervalMs } },
    warnings: isSlower ? [...warnings, slower] : warnings,
  };
}
