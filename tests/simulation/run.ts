import { heal, restart, suffer } from './chaos.ts';
import type { Violation } from './checker.ts';
import { judge, unsettled } from './verdict.ts';
import { type Tally, World, type WorldOptions } from './world.ts';

export interface Run {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly tally: Tally;
}

/** Steps of a bad time. */
const STEPS = 200;
/** An agent that was refused comes back after 15 minutes; who was one of two is alone again after 20. */
const MENDED_WITHIN_MS = 60 * 60_000;
const REST_MS = 20_000;

/** One seed: a bad time, then a good one, after which everything has to be as it should. The same seed, the same run. */
export async function run(options: WorldOptions): Promise<Run> {
  const world = new World(options);
  await world.begin(world.chance.between(1, 3));
  world.perilous = true;
  for (let step = 0; step < STEPS && world.checker.violations.length === 0; step += 1) await suffer(world);
  heal(world);
  let left = await atRest(world);
  for (let waitedMs = 0; left.length > 0 && waitedMs < MENDED_WITHIN_MS; waitedMs += REST_MS) {
    if (world.checker.violations.length > 0) break;
    await world.pass(REST_MS);
    await restart(world);
    left = await atRest(world);
  }
  for (const what of left) world.checker.broken('I5', what);
  await judge(world);
  world.tally.entries = world.truth.size;
  world.tally.arrivals = world.receiver.arrivals.length;
  return { seed: options.seed, violations: world.checker.violations, tally: world.tally };
}

async function atRest(world: World): Promise<readonly string[]> {
  const asked = unsettled(world);
  await world.clock.advance(0);
  return asked;
}
