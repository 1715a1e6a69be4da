import type { Container, EngineState } from './container.ts';
import type { Health } from './health.ts';
import { effectiveRetries } from './healthcheck.ts';
import type { Intent } from './intent.ts';

/** What a person should believe about a container. */
export type Condition = (typeof CONDITIONS)[number];

/** Worst first. */
export const CONDITIONS = [
  'unhealthy',
  'oom-killed',
  'looping',
  'crashed',
  'unknown',
  'restarting',
  'starting',
  'stopping',
  'healthy',
  'running',
  'paused',
  'created',
  'stopped',
  'removed',
] as const;

/** The part of a container that its condition depends on. */
export type Evidence = Pick<Container, 'state' | 'health' | 'healthcheck' | 'restartPolicy'>;

/** What hale believed before, as far as it bears on what it should believe now. */
export interface Previous {
  /** The last condition of this run that rested on a verdict: `starting`, `healthy`, `unhealthy` or `running`. */
  readonly verdict: Condition | null;
  /** Three exits that nobody asked for, within ten minutes. */
  readonly looping: boolean;
}

export const NOTHING_BEFORE: Previous = { verdict: null, looping: false };

/**
 * Judges a container. `null` evidence means that the engine is out of sight.
 *
 * `State.Health` alone lies: pause and stop set it silently to unhealthy, an exited container keeps its last value, and
 * nothing in it says whether an exit was asked for.
 */
export function condition(evidence: Evidence | null, intent: Intent, previous = NOTHING_BEFORE): Condition {
  if (evidence === null) return 'unknown';
  const { state } = evidence;
  switch (state.status) {
    case 'created':
    case 'paused':
      return state.status;
    case 'removing':
    case 'dead':
    case 'removed':
      return 'removed';
    case 'restarting':
      return previous.looping ? 'looping' : 'restarting';
    case 'running':
      if (intent === 'asked') return 'stopping';
      return previous.looping ? 'looping' : verdict(evidence, previous.verdict);
    case 'exited':
      return exited(evidence, intent, previous.looping);
  }
}

function exited({ state, restartPolicy }: Evidence, intent: Intent, looping: boolean): Condition {
  if (intent === 'asked') return 'stopped';
  if (looping) return 'looping';
  if (state.exitCode === 0) return 'stopped';
  if (state.oomKilled) return 'oom-killed';
  // 137 and 143 are how a stop or a kill ends a container, unless its policy would have brought it back from anything else.
  const bySignal = state.exitCode === 137 || state.exitCode === 143;
  const wouldReturn = restartPolicy === 'always' || restartPolicy === 'unless-stopped';
  return intent === 'unknown' && bySignal && !wouldReturn ? 'stopped' : 'crashed';
}

function verdict({ state, health, healthcheck }: Evidence, before: Condition | null): Condition {
  if (health === null || health.status === 'none') return 'running';
  if (health.status !== 'unhealthy' || health.failingStreak >= effectiveRetries(healthcheck))
    return health.status;
  // Below the threshold moby's monitor never says unhealthy: this is the trace of a pause, not a verdict.
  return before ?? (passedSinceStart(state, health) ? 'healthy' : 'starting');
}

function passedSinceStart(state: EngineState, health: Health): boolean {
  const started = Date.parse(state.startedAt);
  return health.log.some(({ exitCode, start }) => exitCode === 0 && Date.parse(start) >= started);
}

export type Severity = 'critical' | 'warning' | 'info' | 'recovery';

export function severity(of: Condition): Severity {
  switch (of) {
    case 'unhealthy':
    case 'oom-killed':
    case 'looping':
    case 'crashed':
      return 'critical';
    case 'unknown':
      return 'warning';
    case 'healthy':
    case 'running':
      return 'recovery';
    case 'restarting':
    case 'starting':
    case 'created':
    case 'stopping':
    case 'stopped':
    case 'paused':
    case 'removed':
      return 'info';
  }
}
