import { type Condition, type Severity, type SubjectParts, severity } from '@hale/core';

type Kind = SubjectParts['kind'];

export interface ConditionWords {
  /** After the name of what it is about. */
  readonly is: string;
  /** While it lasts: "is still ...", "was ...". */
  readonly lasting: string;
  /** After a number of them. */
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

/** Where it means something else than of a container. */
const OTHER_WORDS: Readonly<Partial<Record<Kind, Readonly<Partial<Record<Condition, ConditionWords>>>>>> = {
  agent: {
    unknown: { is: 'is lost', lasting: 'lost', count: 'lost' },
    unhealthy: {
      is: 'runs twice: two processes report as one',
      lasting: 'running twice',
      count: 'running twice',
    },
    removed: { is: 'may report no more', lasting: 'revoked', count: 'revoked' },
  },
  fleet: {
    unknown: {
      is: 'are silent at once: the hub or its network is suspect',
      lasting: 'silent',
      count: 'fleet silent',
    },
    running: { is: 'report', lasting: 'reporting', count: 'fleet reporting' },
  },
};

/** After a failure, or a stop, where it is not `is ... again`. */
const AGAIN: Readonly<Partial<Record<Kind, Again>>> = {
  engine: { is: 'is in sight again', count: 'in sight again' },
  agent: { is: 'is back', count: 'back' },
  fleet: { is: 'report again', count: 'fleet reporting again' },
};
const ONE_AGENT: Again = { is: 'is one process again', count: 'one process again' };

type Again = Pick<ConditionWords, 'is' | 'count'>;

const MARKS: Readonly<Record<Severity, string>> = {
  critical: '🔴',
  warning: '⚪',
  info: '🔵',
  recovery: '🟢',
};

export function wordsOf(condition: Condition, kind: Kind): ConditionWords {
  return OTHER_WORDS[kind]?.[condition] ?? WORDS[condition];
}

/** Of what is `condition` again; `failed`: what it was meanwhile. */
export function againWords(condition: Condition, kind: Kind, failed: Condition | null): Again {
  if (kind === 'agent' && failed === 'unhealthy') return ONE_AGENT;
  const { is, count } = wordsOf(condition, kind);
  return AGAIN[kind] ?? { is: `${is} again`, count: `${count} again` };
}

/** Of what goes up and down by turns. */
export const FLAPPING_MARK = '🟠';

/** A coloured dot. */
export function markOf(condition: Condition): string {
  return MARKS[severity(condition)];
}
