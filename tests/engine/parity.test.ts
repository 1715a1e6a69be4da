import { randomInt } from 'node:crypto';
import { env } from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { follow } from './parity/follow.ts';
import { LIVES, type Life, lead } from './parity/life.ts';
import { drawScenarios, SCENARIOS } from './parity/scenario.ts';
import { type Difference, Tally } from './parity/tally.ts';
import { Nursery, type Scenario } from './parity/twins.ts';
import { describeEngines, type Engine } from './rig/index.ts';

/** To replay a run: HALE_SEED, which it has printed. For a long one: HALE_ROUNDS. */
const seed = Number(env['HALE_SEED'] ?? randomInt(2 ** 31));
const rounds = Array.from({ length: Number(env['HALE_ROUNDS'] ?? 1) }, (_, round) => round);
const DRAWN_PER_ROUND = 8;
const WITHIN_MS = 100_000;

/** Every scenario with a pair of twins of its own, all at once. */
async function compare(nursery: Nursery, scenarios: readonly Scenario[], tally: Tally): Promise<void> {
  const pairs = await Promise.all(scenarios.map((scenario) => nursery.twins(scenario)));
  try {
    const followed = scenarios.flatMap(({ name, commands }, index) =>
      (pairs[index] ?? []).map((twin) => ({ name, twin, results: commands.length })),
    );
    const diaries = await follow(followed, WITHIN_MS);
    for (const [index, { name, commands }] of scenarios.entries()) {
      const [native = [], hale = []] = diaries
        .slice(2 * index, 2 * index + 2)
        .map(({ entries }) => entries.slice(0, commands.length));
      tally.results(name, native, hale);
    }
  } finally {
    await nursery.remove(pairs.flat());
  }
}

async function compareLife(engine: Engine, nursery: Nursery, life: Life, tally: Tally): Promise<void> {
  const twins = await nursery.twins(life);
  try {
    const [native, hale] = await Promise.all(twins.map((twin) => lead(engine, life, twin)));
    for (const [index, { act }] of life.steps.entries()) {
      const records = [native?.[index], hale?.[index]] as const;
      if (!records[0] || !records[1]) throw new Error(`${life.name}: step ${index + 1} has no record`);
      tally.records(`${life.name}, step ${index + 1} (${act})`, records[0], records[1]);
    }
  } finally {
    await nursery.remove(twins);
  }
}

describeEngines(
  (engine) => {
    const tally = new Tally();
    let nursery: Nursery;
    const differencesOf = async (comparing: Promise<unknown>): Promise<readonly Difference[]> => {
      const before = tally.differences.length;
      await comparing;
      return tally.differences.slice(before);
    };
    beforeAll(async () => {
      nursery = await Nursery.open(engine);
    });
    afterAll(async () => {
      await nursery.close();
      const { comparisons, differences, unseen, races } = tally;
      const remarks = `${unseen} states passed unseen, ${races.size} times moby raced itself; HALE_SEED=${seed}`;
      process.stdout.write(
        `parity ${engine.name}: ${comparisons} comparisons, ${differences.length} differ (${remarks})\n`,
      );
    });

    test('every outcome makes of a container what it makes of its twin', {
      timeout: WITHIN_MS + 20_000,
    }, async () => {
      expect(await differencesOf(compare(nursery, SCENARIOS, tally))).toEqual([]);
    });

    test('so does every life', { timeout: WITHIN_MS + 20_000 }, async () => {
      const lives = LIVES.map((life) => compareLife(engine, nursery, life, tally));
      expect(await differencesOf(Promise.all(lives))).toEqual([]);
    });

    test.each(rounds)(
      `so does what is drawn from seed ${seed} plus %i`,
      { timeout: WITHIN_MS + 20_000 },
      async (round) => {
        const drawn = drawScenarios(seed + round, DRAWN_PER_ROUND);
        expect(await differencesOf(compare(nursery, drawn, tally))).toEqual([]);
      },
    );

    test('and little of it passed unseen', () => {
      expect(tally.unseen).toBeLessThan(tally.comparisons / 10);
    });
  },
  { kind: 'docker' },
);
