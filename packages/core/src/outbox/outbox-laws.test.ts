import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lapse, settle } from './attempt.ts';
import { decide } from './plan.ts';
import { isFailure, isPassing, MISSED_MS, TOLD_BY_DEFAULT, tellAfterMs } from './tell.ts';
import { HISTORIES } from './testing/histories.ts';
import { type Move, Play, type Rules } from './testing/play.ts';

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

/** What is wrong with the receiver's last word, once all is calm. */
function wrong(play: Play): string | null {
  const sends = play.calm();
  const last = play.received.at(-1)?.entry.to;
  const told = last !== undefined && isFailure(last) ? last : null;
  const { truth } = play;
  if (truth === null || isPassing(truth.to) || play.row?.abandoned === truth.id) return null;
  const failing = isFailure(truth.to) && tellAfterMs(truth, RULES) !== null ? truth.to : null;
  if (failing !== null && told !== failing) return `it is ${failing}, and the receiver believes ${last}`;
  if (!isFailure(truth.to) && told !== null) return `it is ${truth.to}, and the receiver believes ${told}`;
  if (!isFailure(truth.to) && play.row !== null) return 'there is still a row';
  return sends > 2 ? `it took ${sends} messages` : null;
}

describe.each(Object.entries(HISTORIES))(
  '%s histories, with lost acknowledgements and crashes',
  (_, moves) => {
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
          for (const [n, { entry, ends }] of play.received.entries()) {
            if (isFailure(entry.to)) continue;
            expect(ends).not.toBeNull();
            const heard = play.received
              .slice(0, n)
              .some((m) => isFailure(m.entry.to) && m.entry.at >= (ends?.at ?? 0));
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
          for (const { entry, ends, unknown, at } of play.sent) {
            if (isFailure(entry.to))
              expect(at - entry.at).toBeGreaterThanOrEqual(tellAfterMs(entry, RULES) ?? Infinity);
            else if (!ends?.told && !unknown)
              expect(entry.at - (ends?.at ?? 0)).toBeGreaterThanOrEqual(MISSED_MS);
          }
        }),
        { numRuns: 1_000 },
      );
    });

    it('what is told again keeps its id, and only what may not have arrived is told again', () => {
      fc.assert(
        fc.property(moves, (made) => {
          const play = played(made);
          play.calm();
          for (const [n, { entry, unknown }] of play.sent.entries()) {
            const before = play.received.findIndex(
              (m, at) => m.entry.id === entry.id && play.sent.indexOf(m) < n && at >= 0,
            );
            if (before >= 0) expect(unknown).toBe(true);
          }
        }),
        { numRuns: 1_000 },
      );
    });

    it.each(Object.entries(MUTANTS))('and the last word can be wrong where %s', (_, mutant) => {
      const found = fc.check(
        fc.property(moves, (made) => wrong(played(made, mutant)) === null),
        { numRuns: 20_000 },
      );
      expect(found.failed).toBe(true);
    });
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
            if (move.do === 'change' || move.do === 'wait') play.make(move);
            play.send('now');
            play.end('ok');
          }
          play.calm();
          const ids = play.received.map(({ entry }) => entry.id);
          expect(new Set(ids).size).toBe(ids.length);
          const told = play.received.map(({ entry }) => entry.to);
          expect(told.filter((to, n) => isFailure(to) && to === told[n - 1])).toEqual([]);
        }),
        { numRuns: 1_000 },
      );
    });
  },
);
