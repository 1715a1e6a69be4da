import { type Condition, type Severity, severity } from '@hale/core';

interface ConditionWords {
  /** After the name of a container. */
  readonly is: string;
  /** While it lasts: "is still ...", "was ...". */
  readonly lasting: string;
  /** After a number of containers. */
  readonly count: string;
}

const WORDS: Readonly<Record<Condition, ConditionWords>> = {
  unhealthy: { is: 'is unhealthy', lasting: 'unhealthy', count: 'unhealthy' },
  'oom-killed': { is: 'was killed: out of memory', lasting: 'down', count: 'out of memory' },
  looping: { is: 'is in a restart loop', lasting: 'in a restart loop', count: 'in a restart loop' },
  crashed: { is: 'crashed', lasting: 'down', count: 'crashed' },
  unknown: { is: 'is out of sight', lasting: 'out of sight', count: 'out of sight' },
  restarting: { is: 'is restarting', lasting: 'restarting', count: 'restarting' },
  starting: { is: 'is starting', lasting: 'starting', count: 'starting' },
  stopping: { is: 'is stopping', lasting: 'stopping', count: 'stopping' },
  healthy: { is: 'is healthy', lasting: 'healthy', count: 'healthy' },
  running: { is: 'is running', lasting: 'running', count: 'running' },
  paused: { is: 'was paused', lasting: 'paused', count: 'paused' },
  created: { is: 'was created', lasting: 'created', count: 'created' },
  stopped: { is: 'has stopped', lasting: 'stopped', count: 'stopped' },
  removed: { is: 'was removed', lasting: 'removed', count: 'removed' },
};

const MARKS: Readonly<Record<Severity, string>> = {
  critical: '🔴',
  warning: '⚪',
  info: '🔵',
  recovery: '🟢',
};

export function wordsOf(condition: Condition): ConditionWords {
  return WORDS[condition];
}

/** Of what goes up and down by turns. */
export const FLAPPING_MARK = '🟠';

/** A coloured dot. */
export function markOf(condition: Condition): string {
  return MARKS[severity(condition)];
}
