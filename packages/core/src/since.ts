import type { Condition } from './condition.ts';
import type { Container } from './container.ts';
import type { Health } from './health.ts';
import { effectiveRetries } from './healthcheck.ts';

/** Since when a condition holds. Where the engine's record does not reach back far enough, it holds at least since then. */
export interface Since {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly exact: boolean;
}

/** The engine's own answer, for when hale did not see the change. `null`: the engine does not record it. */
export function recordedSince(container: Container, condition: Condition): Since | null {
  const { state, health, createdAt } = container;
  switch (condition) {
    case 'created':
      return exactly(createdAt);
    case 'running':
    case 'starting':
      return exactly(state.startedAt);
    case 'healthy':
    case 'unhealthy':
      return health && verdictSince(health, condition, effectiveRetries(container.healthcheck));
    case 'stopped':
    case 'crashed':
    case 'oom-killed':
    case 'restarting':
      return exactly(state.finishedAt);
    case 'looping':
    case 'stopping':
    case 'paused':
    case 'removed':
    case 'unknown':
      return null;
  }
}

function verdictSince(
  { log, failingStreak }: Health,
  condition: 'healthy' | 'unhealthy',
  retries: number,
): Since | null {
  const oldest = log[0];
  if (!oldest) return null;
  const decisive =
    condition === 'unhealthy'
      ? log.length - 1 - (failingStreak - retries)
      : log.findLastIndex(({ exitCode }) => exitCode !== 0) + 1;
  const turned = log[decisive];
  const seen = turned !== undefined && (condition === 'unhealthy' || (decisive > 0 && failingStreak === 0));
  const since = exactly((turned ?? oldest).end);
  return since && { at: since.at, exact: seen };
}

/** `0001-01-01T00:00:00Z` is how Go writes "never". */
function exactly(time: string): Since | null {
  const at = Date.parse(time);
  return at > 0 ? { at, exact: true } : null;
}
