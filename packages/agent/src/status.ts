import type { AgentView } from './agent.ts';

/** Whether hale itself can be relied on, and if not, why. */
export interface AgentStatus {
  /** `fail`: it is deaf, or what it has found cannot be recorded. `warn`: somebody is not told, or it remembers in memory alone. */
  readonly status: 'pass' | 'warn' | 'fail';
  readonly reasons: readonly Reason[];
}

export interface Reason {
  /** What it comes to by itself. */
  readonly level: 'warn' | 'fail';
  readonly about: 'engine' | 'store' | 'destination';
  /** A sentence. */
  readonly message: string;
}

/** What was found has to be on disk by then. */
export const RECORD_WITHIN_MS = 60_000;

export interface Surroundings {
  /** How long the oldest finding has waited for the disk. */
  readonly waitedMs: number;
  /** What is known to be wrong with where it remembers, a sentence each. */
  readonly troubles: readonly string[];
}

export function statusOf(
  { engine, destinations }: AgentView,
  { waitedMs, troubles }: Surroundings,
): AgentStatus {
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
  ];
  const status = failures.length > 0 ? 'fail' : warnings.length > 0 ? 'warn' : 'pass';
  return { status, reasons: [...failures, ...warnings] };
}

function reason(level: Reason['level'], about: Reason['about'], message: string): Reason {
  return { level, about, message };
}
