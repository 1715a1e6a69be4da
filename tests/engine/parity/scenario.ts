import * as fc from 'fast-check';
import { QUICK, SLOW } from './outcome.ts';
import type { Scenario } from './twins.ts';

/** Long enough for the results to be told apart by looking. */
const INTERVAL_MS = 200;
/** Much more than a busy machine takes for a quick outcome, and more than the two seconds that a child may hold the output. */
const TIMEOUT_MS = 4_000;
/** Longer than any scenario. */
const WHOLE_LIFE_MS = 600_000;

const PLAIN = { intervalMs: INTERVAL_MS, timeoutMs: TIMEOUT_MS, startPeriodMs: 0, retries: 3 };
const { pass, 'exit 1': fail } = QUICK;

/** Each outcome there is, and the cases that take a policy of their own. */
export const SCENARIOS: readonly Scenario[] = [
  ...halves(Object.values(QUICK)).map((commands, index) => ({
    name: `quick outcomes, part ${index + 1}`,
    commands,
    policy: PLAIN,
  })),
  ...halves(Object.values(SLOW)).map((commands, index) => ({
    name: `slow outcomes, part ${index + 1}`,
    commands,
    policy: PLAIN,
  })),
  {
    name: 'only timeouts, in milliseconds',
    commands: [SLOW['silent hang'], SLOW['silent hang'], SLOW['silent hang']],
    policy: { ...PLAIN, timeoutMs: 700, retries: 2 },
  },
  {
    name: 'a child holds the output for longer than the timeout',
    commands: [SLOW['a child holds the output'], SLOW['a child holds the output']],
    policy: { ...PLAIN, timeoutMs: 1_500, retries: 1 },
  },
  {
    name: 'a program that vanishes',
    commands: [fail, 'rm /bin/sh', pass, pass],
    policy: { ...PLAIN, retries: 2 },
  },
  {
    name: 'a program that may not be run any more',
    commands: [pass, 'chmod 0 /bin/busybox', pass, pass],
    policy: { ...PLAIN, retries: 1 },
  },
  {
    name: 'failures in the start period do not count, until the first pass',
    commands: [fail, fail, fail, fail, pass, fail, fail, fail],
    policy: { ...PLAIN, startPeriodMs: WHOLE_LIFE_MS },
  },
  {
    // It is to begin within the period also where the four slots that hale has for commands are taken by hanging ones.
    name: 'a probe that outlasts the start period does not count, the next one does',
    commands: [fail, 'sleep 12.5; exit 1', fail, fail, pass],
    policy: { ...PLAIN, timeoutMs: 60_000, startPeriodMs: 12_000, retries: 2 },
  },
  ...[1, 2, 3].map((retries) => ({
    name: `${retries} retries`,
    commands: [fail, fail, fail, fail, pass, fail, pass, fail, fail, pass, fail, fail, fail, pass],
    policy: { ...PLAIN, retries },
  })),
];

/** Drawn by chance: the same seed draws the same. */
export function drawScenarios(seed: number, count: number): readonly Scenario[] {
  return fc
    .sample(DRAWN, { seed, numRuns: count })
    .map((scenario, index) => ({ name: `draw ${index + 1} of seed ${seed}`, ...scenario }));
}

const RESULTS = 12;

/** Passes and failures alternate often enough for streaks of all lengths; one outcome at most is slow. */
const DRAWN = fc
  .record({
    quick: fc.array(
      fc.oneof(fc.constantFrom(pass, fail), fc.constantFrom<string[]>(...Object.values(QUICK))),
      { minLength: RESULTS, maxLength: RESULTS },
    ),
    slow: fc.option(
      fc.record({
        at: fc.nat({ max: RESULTS - 1 }),
        command: fc.constantFrom<string[]>(...Object.values(SLOW)),
      }),
    ),
    startPeriodMs: fc.constantFrom(0, 0, WHOLE_LIFE_MS),
    retries: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ quick, slow, startPeriodMs, retries }) => ({
    commands: slow ? quick.with(slow.at, slow.command) : quick,
    policy: { ...PLAIN, startPeriodMs, retries },
  }));

function halves<T>(list: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
}
