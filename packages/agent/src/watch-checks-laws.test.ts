import type { Condition, Transition } from '@hale/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aTestEngine } from './testing/engine.ts';
import { scriptedProbes } from './testing/scripted-probes.ts';
import { watchContainers } from './watch-containers.ts';

const INTERVAL_MS = 1_000;
const LABELS = { 'hale.check.tcp': '80', 'hale.interval': '1s', 'hale.retries': '2' };

const ACT = fc.constantFrom('pause', 'unpause', 'start', 'exit');
const MOVE = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: ACT }) },
  { weight: 3, arbitrary: fc.record({ says: fc.constantFrom(0, 1) }) },
  { weight: 1, arbitrary: fc.record({ answering: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ waitMs: fc.constantFrom(0, 1, 30, 1_500, 5_000) }) },
);

type Move =
  | { readonly act: 'pause' | 'unpause' | 'start' | 'exit' }
  | { readonly says: number }
  | { readonly answering: boolean }
  | { readonly waitMs: number };

/** A container whose check is hale's, through all that may happen to it; in the end it runs, is well, and in sight. */
async function live(moves: readonly Move[]) {
  const stop = new AbortController();
  const rig = aTestEngine({ name: 'web', labels: LABELS, was: { status: 'running', forMs: 60_000 } });
  const probes = scriptedProbes(rig.clock);
  const told: (Transition & { readonly lastSaid: number })[] = [];
  const watch = watchContainers(rig.http, {
    clock: rig.clock,
    random: () => 0.5,
    signal: stop.signal,
    checks: { run: probes.run },
  });
  const said = (): number => probes.says.get('web') ?? 0;
  const read = (async () => {
    for await (const transition of watch)
      if (transition.container) told.push({ ...transition, lastSaid: said() });
  })();
  // What cannot be done in the state that it is in is not done.
  const act = (what: 'pause' | 'unpause' | 'start' | 'exit'): Promise<void> =>
    rig.engine.act('web', what === 'exit' ? { do: 'exit', code: 0 } : { do: what }).catch(() => undefined);
  await rig.clock.advance(50);
  for (const move of moves) {
    if ('act' in move) await act(move.act);
    else if ('says' in move) probes.says.set('web', move.says);
    else if ('answering' in move) rig.answer(move.answering);
    else await rig.clock.advance(move.waitMs);
  }
  rig.answer(true);
  probes.says.set('web', 0);
  await act('unpause');
  await act('start');
  await rig.clock.advance(120_000 + 3 * INTERVAL_MS);
  const [view] = watch.containers();
  stop.abort();
  await read;
  return { told, view, runs: probes.runs.length };
}

const VERDICTS: readonly (Condition | null)[] = ['starting', 'healthy', 'unhealthy'];

test('whatever happens to it: a verdict is told once, by the probe that gave it, and the last one is true', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(MOVE, { maxLength: 25 }), async (moves) => {
      const { told, view } = await live(moves);
      expect(view).toMatchObject({ condition: 'healthy', container: { health: { status: 'healthy' } } });
      for (const [n, { from, to, cause, lastSaid }] of told.entries()) {
        expect(from).toBe(told[n - 1]?.to ?? null);
        // The engine knows of no check: a verdict that changes into another has been given by hale.
        if (VERDICTS.includes(from) && VERDICTS.includes(to)) expect(cause).toBe('probe');
        if (cause !== 'probe') continue;
        expect(VERDICTS).toContain(from);
        expect(to).toBe(lastSaid === 0 ? 'healthy' : 'unhealthy');
      }
    }),
    { numRuns: 100 },
  );
});
