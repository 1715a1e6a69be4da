import { hasHealthcheck } from '@hale/core';
import { isRunning } from './running.ts';
import type { ContainerView } from './view.ts';

/** What one can wait for. */
export type Goal = (typeof GOALS)[number];

export const GOALS = ['healthy', 'running', 'stopped', 'removed'] as const;

export type Reach =
  | { readonly kind: 'reached' }
  | { readonly kind: 'pending' }
  /** It will not come about by itself; `reason` is one sentence. */
  | { readonly kind: 'impossible'; readonly reason: string };

/** How far a container is from a goal. `null`: it does not exist (any more). */
export function reach(goal: Goal, view: ContainerView | null): Reach {
  if (view === null) return goal === 'removed' ? REACHED : impossible('it does not exist');
  if (view.condition === 'unknown') return PENDING;
  switch (goal) {
    case 'healthy':
      return reachHealthy(view);
    case 'running':
      return isRunning(view.container) && !PASSING.has(view.condition) ? REACHED : unlessEnded(view);
    case 'stopped':
      return view.container.state.status === 'exited' ? REACHED : PENDING;
    case 'removed':
      return PENDING;
  }
}

/** Running at the moment, and not likely to be for long. */
const PASSING = new Set<ContainerView['condition']>(['stopping', 'looping']);

const REACHED: Reach = { kind: 'reached' };
const PENDING: Reach = { kind: 'pending' };

function impossible(reason: string): Reach {
  return { kind: 'impossible', reason };
}

function reachHealthy(view: ContainerView): Reach {
  if (view.condition === 'healthy') return REACHED;
  if (!hasHealthcheck(view.container.healthcheck))
    return impossible('it has no healthcheck, so it is never healthy');
  return unlessEnded(view);
}

/** An unhealthy container may recover; one that has exited, and is not about to be restarted, stays down. */
function unlessEnded({ condition, container: { state, health } }: ContainerView): Reach {
  if (state.status !== 'exited') return PENDING;
  // A probe that the exit itself cut off has nothing to say.
  const failed = health?.log.findLast(({ exitCode, output }) => exitCode !== 0 && output.trim() !== '');
  const said = failed ? `; its last failing probe said: ${failed.output.trim()}` : '';
  return impossible(`it has ${ENDED[condition] ?? 'ended'} with exit code ${state.exitCode}${said}`);
}

const ENDED: Partial<Record<ContainerView['condition'], string>> = {
  stopped: 'stopped',
  crashed: 'crashed',
  'oom-killed': 'run out of memory and ended',
  looping: 'crashed again and again, the last time',
};
