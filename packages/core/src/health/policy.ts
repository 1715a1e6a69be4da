import { effectiveRetries, type Healthcheck } from '../healthcheck.ts';
import { BASELINE, type Parity } from './parity.ts';

/** How a check is run, with every default filled in. */
export interface Policy {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly startPeriodMs: number;
  readonly startIntervalMs: number;
  readonly retries: number;
}

/** Source: the constants of moby's `daemon/health.go`. */
const DEFAULT_INTERVAL_MS = 30_000;
const DEFAULT_TIMEOUT_MS = 30_000;

/** Source: `containertypes.MinimumDuration`. */
export const MIN_DURATION_MS = 1;

type Configured = Omit<Healthcheck, 'test'>;

const UNSET: Configured = { intervalMs: 0, timeoutMs: 0, startPeriodMs: 0, startIntervalMs: 0, retries: 0 };

/** A duration of 0 means the default, and so do 0 or fewer retries; `null` is nothing but defaults. */
export function policyOf(given: Configured | null, parity: Parity = BASELINE): Policy {
  const configured = given ?? UNSET;
  const intervalMs = configured.intervalMs || DEFAULT_INTERVAL_MS;
  const { unsetStartIntervalMs: unset } = parity;
  return {
    intervalMs,
    timeoutMs: configured.timeoutMs || DEFAULT_TIMEOUT_MS,
    startPeriodMs: configured.startPeriodMs,
    startIntervalMs: configured.startIntervalMs || (unset === 'interval' ? intervalMs : unset),
    retries: effectiveRetries(configured),
  };
}

const DURATIONS = [
  ['intervalMs', 'Interval'],
  ['timeoutMs', 'Timeout'],
  ['startPeriodMs', 'StartPeriod'],
  ['startIntervalMs', 'StartInterval'],
] as const;

/** What the engine would say to a container created with these values; `null` if it would take them. Source: `validateHealthCheck`. */
export function policyFault(configured: Configured): string | null {
  for (const [field, name] of DURATIONS) {
    const ms = configured[field];
    if (ms !== 0 && ms < MIN_DURATION_MS)
      return `${name} in Healthcheck cannot be less than ${MIN_DURATION_MS}ms`;
  }
  return configured.retries < 0 ? 'Retries in Healthcheck cannot be negative' : null;
}

/** What a container gets of its own check and its image's: each field of its own, or the image's where its own is unset. */
export function inherit(own: Healthcheck | null, image: Healthcheck | null): Healthcheck | null {
  if (own === null || image === null) return own ?? image;
  return {
    test: own.test.length > 0 ? own.test : image.test,
    intervalMs: own.intervalMs || image.intervalMs,
    timeoutMs: own.timeoutMs || image.timeoutMs,
    startPeriodMs: own.startPeriodMs || image.startPeriodMs,
    startIntervalMs: own.startIntervalMs || image.startIntervalMs,
    retries: own.retries || image.retries,
  };
}
