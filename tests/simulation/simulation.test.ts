import { expect, it } from 'vitest';
import { run } from './run.ts';

/** `pnpm sim --seeds N` plays more of them. */
const SEEDS = 100;
const AT_ONCE = 10;

const batches = Array.from({ length: SEEDS / AT_ONCE }, (_, n) => n * AT_ONCE + 1);

it.each(batches)('holds its promises through bad times, from seed %i on', async (first) => {
  for (let seed = first; seed < first + AT_ONCE; seed += 1) {
    const { violations } = await run({ seed });
    expect(violations, `pnpm sim --from ${seed} --seeds 1`).toEqual([]);
  }
});

it('is the same run for the same seed', async () => {
  expect(await run({ seed: 3 })).toEqual(await run({ seed: 3 }));
});

it('is bad enough a time', async () => {
  const { tally } = await run({ seed: 3 });
  const { messages, dropped, hubCrashes, agentKills, entries, arrivals } = tally;
  for (const count of [messages, dropped, hubCrashes, agentKills, entries, arrivals])
    expect(count).toBeGreaterThan(0);
});
