/** Docker's own record of a container's health. Source: moby `api/types/container.Health`. */
export interface Health {
  readonly status: HealthStatus;
  readonly failingStreak: number;
  /** The last {@link HEALTH_LOG_ENTRIES} results, oldest first. */
  readonly log: readonly ProbeResult[];
}

export type HealthStatus = 'none' | 'starting' | 'healthy' | 'unhealthy';

/** One run of a check. */
export interface ProbeResult {
  /** RFC 3339 with up to nine fractional digits, as the engine wrote it. */
  readonly start: string;
  readonly end: string;
  /** 0 is a pass; -1 stands for a probe that timed out or could not run. */
  readonly exitCode: number;
  readonly output: string;
}

/** Moby keeps this many results. Source: `maxLogEntries` in `daemon/health.go`. */
export const HEALTH_LOG_ENTRIES = 5;

/** What `docker inspect` shows as `State.Health`, field for field. */
export interface DockerHealth {
  readonly Status: string;
  readonly FailingStreak: number;
  readonly Log: readonly { Start: string; End: string; ExitCode: number; Output: string }[];
}

export function toDockerHealth(health: Health): DockerHealth {
  return {
    Status: health.status,
    FailingStreak: health.failingStreak,
    Log: health.log.map(({ start, end, exitCode, output }) => ({
      Start: start,
      End: end,
      ExitCode: exitCode,
      Output: output,
    })),
  };
}
