import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../condition.ts';
import { isFailure, TOLD_BY_DEFAULT } from './tell.ts';
import { HISTORIES } from './testing/histories.ts';
import { type Move, Play } from './testing/play.ts';

const RULES = TOLD_BY_DEFAULT;
/** Of which everybody is told, if not at once. */
const ENDS = fc.constantFrom<Condition>('healthy', 'unhealthy', 'crashed', 'stopped');
const TAKEN: readonly Move[] = [
  { do: 'send', arrives: 'now' },
  { do: 'end', how: 'ok' },
];

describe.each([
  ['now and then', HISTORIES['now and then silenced']],
  ['arbitrarily', HISTORIES['arbitrary and silenced']],
  ['while it flaps', HISTORIES['flapping and silenced']],
])('a subject that is silenced %s', (_, moves) => {
  /** Played to the end, of which `wrong` finds the first message that should not have been. */
  function holds(wrong: (play: Play) => object | undefined): void {
    fc.assert(
      fc.property(moves, (made) => {
        const play = played(made);
        play.calm();
        expect(wrong(play)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  }

  it('is not spoken of meanwhile', () => {
    holds(({ sent }) => sent.find(({ silenced }) => silenced));
  });

  it('leaves no word of what began and ended meanwhile', () => {
    holds(({ sent, silences }) =>
      sent.find(
        ({ entry, ends, unknown }) =>
          ends !== null &&
          !ends.told &&
          !unknown &&
          !isFailure(entry.to) &&
          silences.some(({ since, until }) => since <= ends.dueAt && entry.at < until),
      ),
    );
  });

  it('is told, in the end, as it would have been without: the last word is the same', () => {
    fc.assert(
      fc.property(moves, ENDS, (made, to) => {
        const takenAtOnce = [...made, { do: 'change', to } as const].flatMap((move): Move[] => {
          const { do: does } = move;
          return does === 'send' || does === 'end' ? [] : [move, ...TAKEN];
        });
        const hushed = played(takenAtOnce);
        const loud = played(takenAtOnce.filter(({ do: does }) => does !== 'silence'));
        for (const play of [loud, hushed]) play.calm();
        expect(believed(hushed)).toBe(believed(loud));
      }),
      { numRuns: 2_000 },
    );
  });
});

function played(moves: readonly Move[]): Play {
  const play = new Play(RULES);
  for (const move of moves) play.make(move);
  return play;
}

/** What is wrong as far as the receiver knows. */
function believed({ received }: Play): string | null {
  const last = received.at(-1)?.entry.to;
  if (received.at(-1)?.notice) return 'flapping';
  return last !== undefined && isFailure(last) ? last : null;
}
