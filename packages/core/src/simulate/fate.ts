import { hasHealthcheck } from '../healthcheck.ts';
import type { Random } from '../random.ts';
import type { Act } from './act.ts';
import type { SimulatedContainer } from './container.ts';

/** What happens next, to whom, and in how long. */
export interface Turn {
  readonly afterMs: number;
  readonly container: string;
  readonly act: Act;
}

/** At most so many are in trouble at once. */
export const MAX_TROUBLED = 4;

export const FIRST_TURN_MS = 1000;
const MIN_PAUSE_MS = 1500;
const MAX_PAUSE_MS = 5000;

/** The next turn of a life by chance: somebody who is well gets into trouble, or is helped out of it. Null if there is nobody. */
export function nextTurn(containers: readonly SimulatedContainer[], random: Random): Turn | null {
  const troubled = containers.filter(isTroubled);
  const well = containers.filter(({ status, health }) => status === 'running' && !isFailing(health));
  const helps =
    well.length === 0 || troubled.length >= MAX_TROUBLED || (troubled.length > 0 && random() < 0.5);
  const container = pick(helps ? troubled : well, random);
  if (container === undefined) return null;
  const act = helps ? help(container) : harm(container, random);
  const afterMs = Math.round(MIN_PAUSE_MS + random() * (MAX_PAUSE_MS - MIN_PAUSE_MS));
  return { afterMs, container: container.id, act };
}

/** A job that is done stays done. */
function isTroubled({ status, restart, health }: SimulatedContainer): boolean {
  return (
    status === 'paused' ||
    (status === 'exited' && restart.name !== 'no') ||
    (status === 'running' && isFailing(health))
  );
}

function isFailing(health: SimulatedContainer['health']): boolean {
  return health !== null && (health.status === 'unhealthy' || health.failingStreak > 0);
}

function help({ status }: SimulatedContainer): Act {
  if (status === 'paused') return { do: 'unpause' };
  return status === 'exited' ? { do: 'start' } : { do: 'pass' };
}

const HARMS: readonly Act[] = [
  { do: 'exit', code: 1 },
  { do: 'exit', code: 139 },
  { do: 'oom' },
  { do: 'pause' },
  { do: 'restart' },
  { do: 'stop' },
  { do: 'kill', signal: 'HUP' },
];

const AILMENTS: readonly Act[] = [
  { do: 'fail', output: 'connection refused' },
  { do: 'fail', output: 'HTTP 503 Service Unavailable' },
  { do: 'hang' },
];

function harm({ healthcheck }: SimulatedContainer, random: Random): Act {
  const ails = hasHealthcheck(healthcheck) && random() < 0.6;
  return pick(ails ? AILMENTS : HARMS, random) ?? { do: 'pause' };
}

function pick<Item>(items: readonly Item[], random: Random): Item | undefined {
  return items[Math.floor(random() * items.length)];
}
