import fc from 'fast-check';
import { CONDITIONS, type Condition } from '../../condition.ts';
import type { Arrival, Ending, Move } from './play.ts';

/** Where a container goes from where it is. */
const NEXT: Readonly<Record<Condition, readonly Condition[]>> = {
  created: ['starting', 'running', 'removed'],
  starting: ['healthy', 'unhealthy', 'stopping', 'crashed', 'unknown'],
  running: ['stopping', 'crashed', 'oom-killed', 'paused', 'unknown'],
  healthy: ['unhealthy', 'stopping', 'crashed', 'paused', 'unknown'],
  unhealthy: ['healthy', 'stopping', 'crashed', 'paused', 'unknown'],
  paused: ['healthy', 'unhealthy', 'running', 'stopped'],
  stopping: ['stopped', 'running', 'healthy'],
  stopped: ['starting', 'running', 'removed'],
  removed: ['created', 'starting', 'running'],
  crashed: ['restarting', 'starting', 'running', 'removed', 'looping'],
  'oom-killed': ['restarting', 'starting', 'removed'],
  restarting: ['starting', 'running', 'crashed', 'looping'],
  looping: ['running', 'starting', 'healthy', 'stopped'],
  unknown: ['healthy', 'unhealthy', 'running', 'crashed', 'removed'],
};

const wait = fc.constantFrom(1, 500, 4_999, 5_000, 30_000, 59_999, 60_000).map((ms) => [waited(ms)]);
const send = fc
  .constantFrom('now' as const, 'late' as const, 'never' as const)
  .map((arrives) => [sent(arrives)]);
const end = fc
  .constantFrom<Ending[]>('ok', 'ok', 'retry', 'throttled', 'ambiguous', 'crash', 'gone', 'rejected')
  .map((how) => [ended(how)]);
/** 0: it is ended early. */
const hushed = fc
  .constantFrom(0, 1, 4_000, 20_000, 120_000)
  .map((ms): readonly Move[] => [{ do: 'silence', ms }]);
/** Down and up by turns, with what is told of it in between. */
const flaps = fc
  .tuple(fc.constantFrom<Condition[]>('unhealthy', 'crashed'), fc.integer({ min: 3, max: 8 }), fc.boolean())
  .map(([down, turns, taken]) =>
    Array.from({ length: turns }, (_, n): readonly Move[] => [
      { do: 'change', to: n % 2 === 0 ? down : 'healthy' },
      ...(taken ? [sent('now'), ended('ok')] : []),
    ]).flat(),
  );
const quiet = fc
  .constantFrom(1, 15, 16)
  .map((times): readonly Move[] => [waited(times * 60_000), { do: 'look', times }]);
/** What chance alone would hardly ever put together. */
const doubted = fc.constant([sent('now'), ended('ambiguous'), waited(500)]);
const givenUp = fc.constant([0, 1, 2].flatMap(() => [sent('never'), ended('rejected')]));
const change = fc.nat(99).map((nth): Step[] => [{ do: 'step', nth }]);

interface Step {
  readonly do: 'step';
  readonly nth: number;
}

/** `next`: where the subject may go from where it is. */
function histories(
  next: (from: Condition) => readonly Condition[],
  others: readonly fc.Arbitrary<readonly Move[]>[] = [],
): fc.Arbitrary<readonly Move[]> {
  const block = fc.oneof<fc.Arbitrary<readonly (Move | Step)[]>[]>(
    change,
    change,
    wait,
    wait,
    send,
    send,
    end,
    end,
    doubted,
    givenUp,
    ...others,
  );
  return fc.array(block, { maxLength: 50, size: 'max' }).map((blocks) => {
    let at: Condition = 'healthy';
    return blocks.flat().map((move): Move => {
      if (move.do === 'change') at = move.to;
      if (move.do !== 'step') return move;
      const to = next(at);
      at = to[move.nth % to.length] ?? at;
      return { do: 'change', to: at };
    });
  });
}

/** What may become of a subject and of what is told of it: steady and flapping, without a silence and with some. */
export const HISTORIES = {
  realistic: histories((from) => NEXT[from]),
  arbitrary: histories(() => CONDITIONS),
  flapping: histories((from) => NEXT[from], [flaps, flaps, quiet]),
  'now and then silenced': histories((from) => NEXT[from], [hushed]),
  'arbitrary and silenced': histories(() => CONDITIONS, [hushed, hushed]),
  'flapping and silenced': histories((from) => NEXT[from], [flaps, quiet, hushed]),
};

function waited(ms: number): Move {
  return { do: 'wait', ms };
}

function sent(arrives: Arrival): Move {
  return { do: 'send', arrives };
}

function ended(how: Ending): Move {
  return { do: 'end', how };
}
