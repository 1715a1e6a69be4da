import { BASELINE, newProbing, STRICT, stepProbing } from '@hale/core';
import { at, NOON } from '@hale/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EXECS_AT_ONCE } from './checker.ts';
import { aCheck, aChecker, type Run, running, stopped } from './testing/probes.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const NAME = fc.constantFrom(...NAMES);
const EXIT_CODE = fc.constantFrom(0, 1, -1);
const MOVE = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 400, 1_000) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('run' as const), name: NAME, again: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('exited', 'paused', 'die', 'release'), name: NAME }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('result', 'void', 'fail'),
      nth: fc.nat(9),
      exitCode: EXIT_CODE,
      ended: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('goes' as const), nth: fc.nat(9) }) },
);

test('whatever happens: never two probes of a container at once, never more than there are slots', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(MOVE, { maxLength: 80 }), async (moves) => {
      const { checker, clock, runs } = aChecker();
      const startedAt = new Map<string, number>();
      const under = new Set<Run>();
      const lingering = new Set<Run>();
      let seen = 0;
      const look = (): void => {
        for (const run of runs.slice(seen)) {
          for (const other of [...under, ...lingering]) expect(other.id).not.toBe(run.id);
          under.add(run);
        }
        seen = runs.length;
        expect(under.size).toBeLessThanOrEqual(EXECS_AT_ONCE);
      };
      for (const move of moves) {
        if ('again' in move) {
          if (move.again || !startedAt.has(move.name)) startedAt.set(move.name, clock.monotonic());
          checker.follow(running(move.name, startedAt.get(move.name)), aCheck());
        } else if ('name' in move) {
          const { name } = move;
          if (move.do === 'release') checker.release(name);
          else if (move.do === 'die') checker.suspend(name, clock.now());
          else checker.follow(stopped(name, move.do, startedAt.get(name)), aCheck());
        } else if ('exitCode' in move) {
          const run = [...under][move.nth];
          if (run) {
            under.delete(run);
            if (!move.ended && move.do !== 'fail') lingering.add(run);
            if (move.do === 'fail') run.fail();
            else if (move.do === 'void') run.void(move.ended);
            else run.end(move.exitCode, move.ended);
          }
        } else if ('nth' in move) {
          const run = [...lingering][move.nth];
          if (run) {
            lingering.delete(run);
            run.goes();
          }
        } else if (move.do === 'lose') checker.suspendAll();
        await clock.advance(move.do === 'wait' ? move.ms : 0);
        look();
      }
      expect(checker.count).toMatchObject({ leaks: lingering.size, running: under.size, runs: runs.length });
    }),
    { numRuns: 150 },
  );
});

test("the schedule and the health of an exec check are the reducer's, to the millisecond", async () => {
  const result = fc.record({ exitCode: EXIT_CODE, tookMs: fc.constantFrom(0, 1, 30, 2_500) });
  const policy = fc.record({
    intervalMs: fc.constantFrom(1, 100, 1_000),
    startPeriodMs: fc.constantFrom(0, 500, 5_000),
    startIntervalMs: fc.constantFrom(0, 50, 2_000),
    retries: fc.integer({ min: 1, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(policy, fc.array(result, { maxLength: 15 }), async (policy, results) => {
      const { checker, clock, runs } = aChecker(() => 0.7);
      const check = aCheck('exec', policy);
      checker.follow(running('web'), check);

      const rules = { policy: check.policy, parity: BASELINE, deviations: STRICT };
      const moment = (ms: number) => ({ wall: NOON + ms, monotonic: ms });
      let model = stepProbing(
        newProbing(),
        { kind: 'start', at: moment(0), startedAt: at(0) },
        rules,
      ).probing;
      for (const [n, { exitCode, tookMs }] of results.entries()) {
        if (model.phase.kind !== 'waiting') throw new Error('it should wait');
        const { dueAt } = model.phase;
        await clock.advance(dueAt - clock.monotonic());
        expect(runs.map(({ at }) => at).slice(n)).toEqual([dueAt]);
        model = stepProbing(model, { kind: 'due', at: moment(dueAt) }, rules).probing;
        await clock.advance(tookMs);
        runs[n]?.end(exitCode);
        await clock.advance(0);
        const endMs = dueAt + tookMs;
        const finding = { start: at(dueAt), end: at(endMs), exitCode, output: '', error: false };
        model = stepProbing(
          model,
          { kind: 'result', at: moment(endMs), probe: n + 1, finding, ended: true },
          rules,
        ).probing;
        expect(checker.health('web')).toEqual(model.health);
      }
    }),
    { numRuns: 100 },
  );
});
