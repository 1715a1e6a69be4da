import type { Container, EngineState, EngineStatus } from './container.ts';
import type { EngineEvent } from './event.ts';
import type { Health } from './health.ts';
import { effectiveRetries, hasHealthcheck } from './healthcheck.ts';

/** Whether a container in this status has no process. */
export function hasEnded(status: EngineStatus): boolean {
  return status === 'exited' || status === 'restarting' || status === 'dead' || status === 'removed';
}

/** The container as an event alone lets one expect it; the next inspect says it exactly. */
export function afterEvent(container: Container, event: EngineEvent): Container {
  switch (event.action) {
    case 'create':
      return withState(container, { status: 'created' });
    case 'start':
      return { ...withState(container, started(event)), health: freshHealth(container) };
    case 'die':
      return withState(container, died(container, event));
    case 'oom':
      return withState(container, { oomKilled: true });
    case 'pause':
      return withState(container, { status: 'paused' });
    case 'unpause':
      return withState(container, { status: 'running' });
    case 'destroy':
      return withState(container, { status: 'removed' });
    case 'rename':
      return { ...container, name: event.name };
    case 'health_status':
      return { ...container, health: judged(container, event) };
    case 'kill':
    case 'stop':
    case 'restart':
    case 'update':
      return container;
  }
}

function withState(container: Container, change: Partial<EngineState>): Container {
  return { ...container, state: { ...container.state, ...change } };
}

function started({ at }: EngineEvent): Partial<EngineState> {
  return { status: 'running', startedAt: new Date(at).toISOString(), oomKilled: false, exitCode: 0 };
}

function died({ state, forged }: Container, { at, exitCode }: EngineEvent): Partial<EngineState> {
  const known = exitCode !== undefined && !forged.includes('exitCode') ? exitCode : state.exitCode;
  return { status: 'exited', exitCode: known, finishedAt: new Date(at).toISOString() };
}

/** A start resets the verdict and keeps the log. Source: moby `initHealthMonitor`. */
function freshHealth({ healthcheck, health }: Container): Health | null {
  if (!hasHealthcheck(healthcheck)) return null;
  return { status: 'starting', failingStreak: 0, log: health?.log ?? [] };
}

function judged({ health, healthcheck }: Container, event: EngineEvent): Health | null {
  if (event.health === undefined) return health;
  const streak = health?.failingStreak ?? 0;
  return {
    status: event.health,
    failingStreak:
      event.health === 'unhealthy'
        ? Math.max(streak, effectiveRetries(healthcheck))
        : event.health === 'healthy'
          ? 0
          : streak,
    log: health?.log ?? [],
  };
}
