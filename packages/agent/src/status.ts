import type { Reason, Status } from '@hale/api';
import type { AgentView } from './agent.ts';

/** What was found has to be on disk by then. */
export const RECORD_WITHIN_MS = 60_000;
/** A hub may be started again without anybody being told. */
export const HUB_AWAY_MS = 5 * 60_000;

export interface Surroundings {
  /** How long the oldest finding has waited for the disk. */
  readonly waitedMs: number;
  /** What is known to be wrong with where it remembers, a sentence each. */
  readonly troubles: readonly string[];
}

export function statusOf(
  { engine, destinations, hub }: AgentView,
  { waitedMs, troubles }: Surroundings,
): Status {
  const failures: Reason[] = [];
  if (engine.sight === 'lost')
    failures.push(
      reason('fail', 'engine', `the engine is out of sight: ${engine.error?.message ?? 'no answer'}`),
    );
  if (engine.sight === 'looking') failures.push(reason('fail', 'engine', 'the engine has not been seen yet'));
  if (waitedMs > RECORD_WITHIN_MS) failures.push(reason('fail', 'store', 'what was found cannot be written'));
  const untold = destinations.flatMap(({ name, breaker }) => {
    if (breaker === null) return [];
    if (breaker.disabled !== null) return [`${name} cannot be told: ${breaker.disabled}`];
    return breaker.openUntil === null ? [] : [`${name} does not take messages now`];
  });
  const warnings = [
    ...troubles.map((message) => reason('warn', 'store', message)),
    ...untold.map((message) => reason('warn', 'destination', message)),
    ...unreported(hub),
  ];
  const status = failures.length > 0 ? 'fail' : warnings.length > 0 ? 'warn' : 'pass';
  return { status, reasons: [...failures, ...warnings] };
}

function reason(level: Reason['level'], about: Reason['about'], message: string): Reason {
  return { level, about, message };
}

function unreported(hub: AgentView['hub']): readonly Reason[] {
  if (hub === null) return [];
  const { state, because, awayMs } = hub;
  if (state === 'refused' || state === 'conflict') return [reason('warn', 'hub', because ?? state)];
  if (awayMs <= HUB_AWAY_MS) return [];
  const why = because ?? 'the hub does not answer';
  return [reason('warn', 'hub', `${why}: check that ${hub.hub} runs and can be reached from here`)];
}
