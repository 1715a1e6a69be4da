/** A container's configured check, as `Config.Healthcheck` has it. Durations are milliseconds, 0 means "the default". */
export interface Healthcheck {
  readonly test: readonly string[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly startPeriodMs: number;
  readonly startIntervalMs: number;
  readonly retries: number;
}

/** Source: `defaultProbeRetries` in moby's `daemon/health.go`; used for any configured value of 0 or less. */
export const DEFAULT_RETRIES = 3;

/** Whether the engine probes such a container: it has a test, and the test is not `NONE`. */
export function hasHealthcheck(healthcheck: Pick<Healthcheck, 'test'> | null): boolean {
  const kind = healthcheck?.test[0];
  return kind === 'CMD' || kind === 'CMD-SHELL';
}

export function effectiveRetries(healthcheck: Pick<Healthcheck, 'retries'> | null): number {
  const configured = healthcheck?.retries ?? 0;
  return configured > 0 ? configured : DEFAULT_RETRIES;
}
