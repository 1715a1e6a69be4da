import { hasHealthcheck } from '../healthcheck.ts';
import type { SimulatedContainer } from './container.ts';
import type { Instant } from './instant.ts';

/** A process began. Health starts over; its log is kept, and so is the time of the last exit. */
export function started(container: SimulatedContainer, at: Instant, pid: number): SimulatedContainer {
  return {
    ...container,
    status: 'running',
    startedAt: at,
    pid,
    exitCode: 0,
    oomKilled: false,
    health: hasHealthcheck(container.healthcheck)
      ? { status: 'starting', failingStreak: 0, log: container.health?.log ?? [] }
      : null,
  };
}

/** Somebody started it, and not its policy: whatever was held against it is forgotten. */
export function pardoned(container: SimulatedContainer): SimulatedContainer {
  return { ...container, restartCount: 0, stoppedByHand: false };
}

export function exited(container: SimulatedContainer, at: Instant, exit: Exit): SimulatedContainer {
  const dead = unwatched({ ...container, ...exit, pid: 0, finishedAt: at });
  return mayRestart(dead)
    ? { ...dead, status: 'restarting', restartCount: dead.restartCount + 1 }
    : settled(dead);
}

export interface Exit {
  readonly exitCode: number;
  readonly oomKilled: boolean;
}

/** Dead, and to stay so. */
export function settled(container: SimulatedContainer): SimulatedContainer {
  return { ...container, status: 'exited' };
}

export function paused(container: SimulatedContainer): SimulatedContainer {
  return unwatched({ ...container, status: 'paused' });
}

export function unpaused(container: SimulatedContainer): SimulatedContainer {
  return { ...container, status: 'running' };
}

/** Moby stops a monitor by setting `unhealthy`, "for compatibility", and tells nobody. */
function unwatched(container: SimulatedContainer): SimulatedContainer {
  return container.health === null
    ? container
    : { ...container, health: { ...container.health, status: 'unhealthy' } };
}

/** Source: moby `restartmanager.ShouldRestart`. */
function mayRestart({ restart, exitCode, restartCount, stoppedByHand }: SimulatedContainer): boolean {
  if (stoppedByHand) return false;
  switch (restart.name) {
    case 'no':
      return false;
    case 'always':
    case 'unless-stopped':
      return true;
    case 'on-failure':
      return exitCode !== 0 && (restart.maximumRetries === 0 || restartCount < restart.maximumRetries);
  }
}

const FIRST_BACKOFF_MS = 100;
export const MAX_BACKOFF_MS = 60_000;
/** Whoever ran for so long starts again with the first backoff. */
const STEADY_AFTER_MS = 10_000;

/** How long the restart policy waits, given its last wait (0: none) and how long the container then ran. */
export function backoff(lastMs: number, ranMs: number): number {
  return lastMs === 0 || ranMs > STEADY_AFTER_MS ? FIRST_BACKOFF_MS : Math.min(lastMs * 2, MAX_BACKOFF_MS);
}
