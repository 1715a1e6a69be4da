import { type Condition, type JournalEntry, subjectParts, type Transition } from '@hale/core';
import { badge } from './colour.ts';
import { lastLine } from './inventory.ts';
import { type LineOptions, line } from './line.ts';
import { shortName } from './name.ts';
import type { Cell } from './table.ts';
import { clip, pad, printable } from './text.ts';

/** Of a probe's output, in a sentence. */
const MAX_OUTPUT_COLUMNS = 200;

export interface SentenceOptions extends LineOptions {
  /** So that names of different lengths do not move what follows. */
  readonly nameColumns?: number;
  /** For lines that are read on another day. */
  readonly dated?: boolean;
  /** Why the engine went out of sight. */
  readonly reason?: string | undefined;
}

/** A change, of which a hub says on which host. */
export type Change = Transition & Pick<JournalEntry, 'host'>;

/** One change on one line, such as `14:03:22  ✗ shop/web  healthy → unhealthy  failing 3×: "refused"`. */
export function sentence(change: Change, options: SentenceOptions): string {
  const { at, subject, to, host } = change;
  const { symbol, style } = badge(to);
  const name = pad(printable(shortName(subject, host)), options.nameColumns ?? 0);
  return line(
    [
      { text: `${timeOfDay(at, options.dated)}  `, style: 'quiet' },
      { text: `${symbol} `, style },
      { text: `${name}  `, style: 'strong' },
      ...saying(change, options.reason),
    ],
    options,
  );
}

function saying(change: Change, reason?: string): readonly Cell[] {
  const { kind } = subjectParts(change.subject);
  if (kind === 'engine') return ofEngine(change, reason);
  const said = kind === 'agent' || kind === 'fleet' ? SAID[kind][change.to] : undefined;
  return said === undefined ? ofContainer(change) : [{ text: said, style: badge(change.to).style }];
}

const SAID: Readonly<Record<'agent' | 'fleet', Readonly<Partial<Record<Condition, string>>>>> = {
  agent: {
    unknown: 'lost, its containers are unknown until it is back',
    running: 'reports',
    unhealthy: 'runs twice: two processes report as one',
    removed: 'may report no more',
  },
  fleet: {
    unknown: 'many agents are silent at once: the hub or its network is suspect',
    running: 'agents report again',
  },
};

function ofEngine({ to }: Transition, reason = ''): readonly Cell[] {
  if (to !== 'unknown') return [{ text: 'in sight again' }];
  return [
    { text: 'out of sight', style: badge(to).style },
    { text: ', its containers are unknown until it is back' },
    { text: reason === '' ? '' : `  (${reason})`, style: 'quiet' },
  ];
}

function ofContainer(transition: Transition): readonly Cell[] {
  const { from, to, cause } = transition;
  const before: Cell[] = from === null ? [] : [{ text: from }, { text: ' → ', style: 'quiet' }];
  const late: Cell[] =
    cause === 'reconcile' && from !== 'unknown' ? [{ text: '  (found late)', style: 'quiet' }] : [];
  const facts = factsOf(transition).map((text): Cell => ({ text: `  ${text}` }));
  return [...before, { text: to, style: badge(to).style }, ...facts, ...late];
}

function factsOf({ from, to, container }: Transition): readonly string[] {
  // What it restarts from has just been said.
  if (container === undefined || (from !== null && ENDED.has(from))) return [];
  const { exitCode, failingStreak, output } = container;
  const facts = [];
  if (to === 'oom-killed') facts.push('out of memory');
  if (exitCode !== null && (exitCode !== 0 || to !== 'stopped')) facts.push(`exit code ${exitCode}`);
  if (failingStreak !== null && failingStreak > 0) facts.push(failing(failingStreak, output));
  return facts;
}

const ENDED = new Set<Condition>(['crashed', 'oom-killed', 'looping']);

/** Such as `failing 3×: "connection refused"`, with the last line of what the probe said. */
export function failing(streak: number, output: string | null): string {
  const last = printable(lastLine(output ?? ''));
  return `failing ${streak}×${last === '' ? '' : `: "${clip(last, MAX_OUTPUT_COLUMNS)}"`}`;
}

/** Local time. */
function timeOfDay(at: number, dated = false): string {
  const local = new Date(at);
  const clock = [local.getHours(), local.getMinutes(), local.getSeconds()].map(twoDigits).join(':');
  const date = [local.getFullYear(), local.getMonth() + 1, local.getDate()].map(twoDigits).join('-');
  return dated ? `${date} ${clock}` : clock;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
