import * as z from 'zod';
import { HEALTH_LOG_ENTRIES, type Health, type HealthStatus, type ProbeResult } from '../health.ts';
import type { Healthcheck } from '../healthcheck.ts';
import { isTimestamp } from '../timestamp.ts';

/** Longest probe output that is kept, in UTF-16 code units: Docker's 4096 bytes and its mark of a cut; Podman's may be longer. */
export const PROBE_OUTPUT_LIMIT = 4099;

const CUT = '...';
const NANOS_PER_MS = 1_000_000;

const time = z.string().refine(isTimestamp, 'expected an RFC 3339 time');

/** `State.Health` as the API has it. */
export const healthAnswer = z.object({
  Status: z.string(),
  FailingStreak: z.int().nullish(),
  Log: z
    .array(z.object({ Start: time, End: time, ExitCode: z.int(), Output: z.string().nullish() }))
    .nullish(),
});

/** `Config.Healthcheck` as the API has it. Durations are nanoseconds, absent when 0. */
export const healthcheckAnswer = z.object({
  Test: z.array(z.string()).nullish(),
  Interval: z.number().nullish(),
  Timeout: z.number().nullish(),
  StartPeriod: z.number().nullish(),
  StartInterval: z.number().nullish(),
  Retries: z.int().nullish(),
});

/** `null` where nothing is checked: there Docker leaves the field out, and Podman gives one without a word in it. */
export function healthOf(
  said: z.output<typeof healthAnswer>,
  { test }: Pick<Healthcheck, 'test'>,
): Health | null {
  const status = healthStatusOf(said.Status);
  const checked = test.length > 0 && test[0] !== 'NONE';
  if (status === 'none' || (status === 'starting' && !checked)) return null;
  return {
    status,
    failingStreak: said.FailingStreak ?? 0,
    log: (said.Log ?? []).slice(-HEALTH_LOG_ENTRIES).map(probeResult),
  };
}

/**
 * Docker says one of four words. Podman has `reset`, `stopped` and the empty word besides: none is a verdict, and Docker says
 * `starting` where there is none.
 */
export function healthStatusOf(word: string): HealthStatus {
  return word === 'healthy' || word === 'unhealthy' || word === 'none' ? word : 'starting';
}

export function healthcheckOf(said: z.output<typeof healthcheckAnswer>): Healthcheck {
  return {
    test: said.Test ?? [],
    intervalMs: (said.Interval ?? 0) / NANOS_PER_MS,
    timeoutMs: (said.Timeout ?? 0) / NANOS_PER_MS,
    startPeriodMs: (said.StartPeriod ?? 0) / NANOS_PER_MS,
    startIntervalMs: (said.StartInterval ?? 0) / NANOS_PER_MS,
    retries: said.Retries ?? 0,
  };
}

function probeResult({
  Start,
  End,
  ExitCode,
  Output,
}: NonNullable<z.output<typeof healthAnswer>['Log']>[number]): ProbeResult {
  const output = Output ?? '';
  return {
    start: Start,
    end: End,
    exitCode: ExitCode,
    output:
      output.length > PROBE_OUTPUT_LIMIT ? output.slice(0, PROBE_OUTPUT_LIMIT - CUT.length) + CUT : output,
  };
}
