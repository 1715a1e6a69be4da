import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../condition.ts';
import { lapse, settle } from './attempt.ts';
import { decide, tellsFlapping } from './plan.ts';
import { isFailure, isPassing, MISSED_MS, TOLD_BY_DEFAULT, tellAfterMs } from './tell.ts';
import { HISTORIES } from './testing/histories.ts';
import { type Message, type Move, Play, type Rules } from './testing/play.ts';

const RULES = TOLD_BY_DEFAULT;

/** Each forgets in its way that something may have arrived. */
const MUTANTS: Readonly<Record<string, Rules>> = {
  'an unknown outcome is taken for a refusal': {
    lapse,
    settle: (delivery, attempt, rules) => {
      const { outcome } = attempt;
      const taken = outcome.kind === 'ambiguous' ? { ...outcome, kind: 'retry' as const } : outcome;
      return settle(delivery, { ...attempt, outcome: taken }, rules);
    },
  },
  'a later refusal clears the mark': {
    lapse,
    settle: (delivery, attempt, rules) =>
      settle(attempt.outcome.kind === 'retry' ? { ...delivery, unknown: false } : delivery, attempt, rules),
  },
  'giving up clears the mark': {
    lapse,
    settle: (delivery, attempt, rules) => {
      const settled = settle(delivery, attempt, rules);
      return settled.dead ? { ...settled, delivery: { ...settled.delivery, unknown: false } } : settled;
    },
  },
  'a crash leaves no trace': {
    lapse: (delivery, rules, now) => decide({ ...delivery, leaseUntil: null }, rules, now),
    settle,
  },
};

function played(moves: readonly Move[], rules?: Rules): Play {
  const play = new Play(RULES, rules);
  for (const move of moves) play.make(move);
  return play;
}

/** What a receiver believes once it has a message. */
function wordOf(message: Message | undefined): Condition | 'flapping' | undefined {
  return message?.notice ? 'flapping' : message?.entry.to;
}

function isUp(condition: Condition): boolean {
  return condition === 'healthy' || condition === 'running';
}

function isBad(word: Condition | 'flapping'): boolean {
  return word === 'flapping' || isFailure(word);
}

/** What is the same message: that a subject flaps is another than its change. */
function idOf({ entry, notice }: Message): string {
  return `${entry.id} ${notice}`;
}

/** What is wrong with the receiver's last word, once all is calm. */
function wrong(play: Play): string | null {
  const { flapping: flapped } = play;
  const sends = play.calm();
  const last = wordOf(play.received.at(-1));
  const told = last !== undefined && isBad(last) ? last : null;
  const { truth } = play;
  if (truth === null || isPassing(truth.to) || play.row?.abandoned === truth.id) return null;
  const failing = isFailure(truth.to) && tellAfterMs(truth, RULES) !== null ? truth.to : null;
  if (failing !== null && told !== failing) return `it is ${failing}, and the receiver believes ${last}`;
  if (!isFailure(truth.to) && told !== null) return `it is ${truth.to}, and the receiver believes ${told}`;
  if (!isFailure(truth.to) && play.row !== null) return 'there is still a row';
  return sends > (flapped ? 4 : 2) ? `it took ${sends} messages` : null;
}

/** Each mistakes that a subject flaps for something else that was told of it. */
const FLAPPING_MUTANTS: Readonly<Record<string, Rules>> = {
  'the notice is taken for the change that it came with': {
    lapse,
    settle: (delivery, attempt, rules) => {
      const settled = settle(delivery, attempt, rules);
      const told = settled.delivery.told && { ...settled.delivery.told, flapping: false };
      return { ...settled, delivery: { ...settled.delivery, told } };
    },
  },
  'the notice leaves nothing to be ended': {
    lapse,
    settle: (delivery, attempt, rules) => {
      const settled = settle(delivery, attempt, rules);
      const open = tellsFlapping(attempt.claimed) ? null : settled.delivery.open;
      return { ...settled, delivery: { ...settled.delivery, open } };
    },
  },
};

describe.each(Object.entries(HISTORIES))(
  '%s histories, with lost acknowledgements and crashes',
  (name, moves) => {
    it("the receiver's last word is right, and then nothing more is sent", () => {
      fc.assert(
        fc.property(moves, (made) => {
          const play = played(made);
          expect(wrong(play)).toBeNull();
          play.now += 365 * 24 * 60 * 60_000;
          expect(play.calm()).toBe(0);
        }),
        { numRuns: 2_000 },
      );
    });

    it('no end is told without its failure: told before, or carried along as untold', () => {
      fc.assert(
        fc.property(moves, (made) => {
          const play = played(made);
          play.calm();
          for (const [n, message] of play.received.entries()) {
            if (isBad(wordOf(message) ?? 'flapping')) continue;
            const { ends } = message;
            expect(ends).not.toBeNull();
            const heard = play.received
              .slice(0, n)
              .some((m) => (m.notice || isFailure(m.entry.to)) && m.entry.at >= (ends?.at ?? 0));
            if (ends?.told) expect(heard).toBe(true);
          }
        }),
        { numRuns: 1_000 },
      );
    });

    it('a failure is told only once it has lasted as long as it must, and its end only if it was told or was long', () => {
      fc.assert(
        fc.property(moves, (made) => {
          const play = played(made);
          play.calm();
          for (const { entry, notice, ends, unknown, at } of play.sent) {
            if (notice) continue;
            if (isFailure(entry.to))
              expect(at - entry.at).toBeGreaterThanOrEqual(tellAfterMs(entry, RULES) ?? Infinity);
            else if (!ends?.told && !unknown)
              expect(entry.at - (ends?.at ?? 0)).toBeGreaterThanOrEqual(MISSED_MS);
          }
        }),
        { numRuns: 1_000 },
      );
    });

    it('that it flaps is told only while it does, and then none of its turns', () => {
      fc.assert(
        fc.property(moves, (made) => {
          const play = played(made);
          play.calm();
          for (const { entry, notice, flaps } of play.sent)
            expect(notice).toBe(flaps && (isFailure(entry.to) || isPassing(entry.to) || isUp(entry.to)));
        }),
        { numRuns: 1_000 },
      );
    });

    it('what is told again keeps its id, and only what may not have arrived is told again', () => {
      fc.assert(
        fc.property(moves, (made) => {
          const play = played(made);
          play.calm();
          for (const [n, message] of play.sent.entries()) {
            const before = play.received.findIndex(
              (m) => idOf(m) === idOf(message) && play.sent.indexOf(m) < n,
            );
            if (before >= 0) expect(message.unknown).toBe(true);
          }
        }),
        { numRuns: 1_000 },
      );
    });

    it.each(Object.entries(name.startsWith('flapping') ? FLAPPING_MUTANTS : MUTANTS))(
      'and the last word can be wrong where %s',
      (_, mutant) => {
        const found = fc.check(
          fc.property(moves, (made) => wrong(played(made, mutant)) === null),
          { numRuns: 20_000 },
        );
        expect(found.failed).toBe(true);
      },
    );
  },
);

describe.each(Object.entries(HISTORIES))(
  '%s histories, with a receiver that takes everything',
  (_, moves) => {
    it('no id is told twice, and never the same failure twice in a row', () => {
      fc.assert(
        fc.property(moves, (made) => {
          const play = new Play(RULES);
          for (const move of made) {
            if (move.do === 'change' || move.do === 'wait' || move.do === 'look') play.make(move);
            play.send('now');
            play.end('ok');
          }
          play.calm();
          const ids = play.received.map(idOf);
          expect(new Set(ids).size).toBe(ids.length);
          const told = play.received.map(wordOf);
          expect(told.filter((word, n) => word && isBad(word) && word === told[n - 1])).toEqual([]);
        }),
        { numRuns: 1_000 },
      );
    });
  },
);
