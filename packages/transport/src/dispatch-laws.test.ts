import { CONDITIONS, HaleError, isFailure, isPassing } from '@hale/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aDestination, aRig, type Reaction } from './testing/dispatched.ts';

const HOUR = 60 * 60_000;
/** The receiver's trouble is counted in attempts, and a breaker that is open lets one through in a quarter of an hour. */
const CALM_MS = 9 * HOUR;

type Kind = 'yes' | 'no' | 'busy' | 'late' | 'lost' | 'silent' | 'bad';

/** `taken`: whether the receiver has applied it, whatever it answers. */
const KINDS: Readonly<Record<Kind, { readonly taken: boolean; readonly reaction: Reaction }>> = {
  yes: { taken: true, reaction: 200 },
  no: { taken: false, reaction: 503 },
  busy: { taken: false, reaction: { status: 429, headers: { 'retry-after': '7' } } },
  late: { taken: true, reaction: 'hangs' },
  lost: { taken: false, reaction: 'hangs' },
  silent: { taken: true, reaction: new HaleError('unreachable', 'reset') },
  bad: { taken: false, reaction: 400 },
};

const moves = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ name: fc.constantFrom('a', 'b', 'c'), to: fc.constantFrom(...CONDITIONS) }),
    },
    { weight: 4, arbitrary: fc.record({ waitMs: fc.constantFrom(100, 3_000, 16_000, 61_000) }) },
    { weight: 1, arbitrary: fc.constant({ restart: true }) },
    { weight: 1, arbitrary: fc.constant({ stop: true }) },
  ),
  { maxLength: 40, size: 'max' },
);
const kinds = fc.array(fc.constantFrom<Kind[]>('yes', 'no', 'busy', 'late', 'lost', 'silent', 'bad'), {
  maxLength: 30,
  size: 'max',
});

test("through kills, restarts and every failure, the receiver's last word of each subject is right", async () => {
  await fc.assert(
    fc.asyncProperty(moves, kinds, async (made, reactions) => {
      await using rig = aRig([aDestination('ops', { batch: 2 })]);
      const truth = new Map<string, string>();
      const word = new Map<string, string>();
      rig.react(({ changes }, nth) => {
        const { taken, reaction } = KINDS[reactions[nth - 1] ?? 'yes'];
        for (const change of taken ? changes : []) {
          const [name = '', to = ''] = change.split(' ');
          word.set(name, to);
        }
        return reaction;
      });
      await rig.start();
      for (const move of made) {
        if ('waitMs' in move) await rig.clock.advance(move.waitMs);
        else if ('restart' in move) await rig.restart();
        else if ('stop' in move) {
          const stopped = rig.stop();
          await rig.clock.advance(6_000);
          await stopped;
          await rig.restart();
        } else if (truth.get(move.name) !== move.to) {
          truth.set(move.name, move.to);
          await rig.change(move.name, move.to);
        }
      }
      await rig.clock.advance(CALM_MS);
      const quietSince = rig.got.length;
      await rig.clock.advance(HOUR);
      expect(rig.got.length).toBe(quietSince);

      const abandoned = new Set(rig.outbox.dead.map(({ entry }) => entry.subject));
      for (const condition of CONDITIONS)
        for (const [name, to] of truth) {
          if (to !== condition || isPassing(condition) || abandoned.has(`container/${name}`)) continue;
          const told = CONDITIONS.find((known) => known === word.get(name));
          const believed = told !== undefined && isFailure(told) ? told : null;
          // That one of many containers is out of sight is not told.
          if (condition === 'unknown') continue;
          expect([name, believed]).toEqual([name, isFailure(condition) ? condition : null]);
        }
      expect(rig.outbox.rows.filter(({ leaseUntil }) => leaseUntil !== null)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
