import {
  type ContainerView,
  containerRecord,
  type Goal,
  reach,
  type WaitOutcome,
  waitFor,
} from '@hale/agent';
import { formatDuration, HaleError } from '@hale/core';
import { deadline } from '../deadline.ts';
import { resolveContainer } from '../resolve.ts';
import { badge } from '../screen/colour.ts';
import { line } from '../screen/line.ts';
import { shortName } from '../screen/name.ts';
import { failing } from '../screen/sentence.ts';
import type { Cell } from '../screen/table.ts';
import type { Session } from '../session.ts';

export interface WaitOptions {
  readonly for: Goal;
  /** Milliseconds. */
  readonly timeout: number;
}

/** As `timeout` of coreutils has it. */
export const TIMED_OUT = 124;

/** Each is watched on a connection of its own. */
export const MAX_WAITED = 50;

interface Outcome {
  readonly container: string;
  readonly result: 'reached' | 'impossible' | 'timed-out';
  /** Why it is impossible. */
  readonly reason: string | null;
  readonly view: ContainerView | null;
}

/** `hale wait`: until all have reached it, or the first can no longer, or the time is up. */
export async function wait(
  names: readonly string[],
  options: WaitOptions,
  session: Session,
): Promise<number> {
  const { io } = session;
  const containers = [...new Set(names)];
  if (containers.length > MAX_WAITED)
    throw new HaleError('bad-input', `expected at most ${MAX_WAITED} containers, got ${containers.length}`);
  const decided = new AbortController();
  const timeUp = deadline(io.clock, options.timeout, decided.signal);
  const signal = AbortSignal.any([io.signal, decided.signal, timeUp]);
  const results = new Set<Outcome['result']>();
  const follow = async (container: string): Promise<void> => {
    const outcome = await waitForOne(container, options.for, session, signal);
    io.signal.throwIfAborted();
    if (outcome.kind === 'pending' && !timeUp.aborted) return;
    const result = outcome.kind === 'pending' ? 'timed-out' : outcome.kind;
    results.add(result);
    if (result === 'impossible') decided.abort();
    const reason = outcome.kind === 'impossible' ? outcome.reason : null;
    await report({ container, result, reason, view: outcome.view }, options, session);
  };
  try {
    await Promise.all(containers.map(follow));
  } finally {
    decided.abort();
  }
  if (results.has('impossible')) return 1;
  return results.has('timed-out') ? TIMED_OUT : 0;
}

async function waitForOne(
  container: string,
  goal: Goal,
  { engine, checking, io: { clock, random } }: Session,
  signal: AbortSignal,
): Promise<WaitOutcome> {
  try {
    const id = await resolveContainer(engine.http, container, signal);
    return await waitFor(engine.http, id, goal, { clock, random, signal, ...checking });
  } catch (error) {
    if (error instanceof HaleError && error.code === 'not-found') return { ...reach(goal, null), view: null };
    if (signal.aborted) return { kind: 'pending', view: null };
    throw error;
  }
}

async function report(outcome: Outcome, options: WaitOptions, { io, json, paint }: Session): Promise<void> {
  const text = json
    ? JSON.stringify(outcomeRecord(outcome, options.for))
    : line(outcomeCells(outcome, options), { width: Number.POSITIVE_INFINITY, paint });
  await io.stdout.write(`${text}\n`);
}

function outcomeRecord({ container, result, reason, view }: Outcome, goal: Goal): object {
  return { container, for: goal, result, reason, ...(view && containerRecord(view)) };
}

function outcomeCells({ container, result, reason, view }: Outcome, options: WaitOptions): readonly Cell[] {
  const name: Cell = { text: view === null ? container : shortName(view.subject), style: 'strong' };
  switch (result) {
    case 'reached':
      return [{ text: '✓ ', style: 'good' }, name, { text: `  is ${options.for}` }];
    case 'impossible':
      return [
        { text: '✗ ', style: 'problem' },
        name,
        { text: `  cannot be ${options.for}: ${reason ?? 'unknown why'}` },
      ];
    case 'timed-out': {
      const condition = view?.condition ?? 'unknown';
      const { symbol, style } = badge(condition);
      const after = formatDuration(options.timeout);
      return [
        { text: `${symbol} `, style },
        name,
        { text: `  is not ${options.for} after ${after}: ` },
        { text: condition, style },
        { text: lastProbe(view) },
      ];
    }
  }
}

function lastProbe(view: ContainerView | null): string {
  const health = view?.container.health;
  if (!health || health.failingStreak === 0) return '';
  return `  ${failing(health.failingStreak, health.log.at(-1)?.output ?? null)}`;
}
