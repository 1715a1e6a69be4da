import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONDITIONS, type Condition } from './condition.ts';
import { type Flapping, LOOKS, lookAgain, STEADY } from './flapping.ts';

function after(conditions: readonly Condition[], before: Flapping = STEADY): Flapping {
  return conditions.reduce(lookAgain, before);
}

/** Healthy, then to and fro so many times. */
function turns(count: number): readonly Condition[] {
  return Array.from({ length: count + 1 }, (_, n) => (n % 2 === 0 ? 'healthy' : 'unhealthy'));
}

function quiet(looks: number, condition: Condition): readonly Condition[] {
  return Array<Condition>(looks).fill(condition);
}

describe('begins', () => {
  test.each([
    [5, false],
    [6, true],
  ])('with the %ith turn in a row: %s', (count, flapping) => {
    expect(after(turns(count)).flapping).toBe(flapping);
  });

  test('with more turns if they lie apart', () => {
    const everyThird = (count: number): readonly Condition[] =>
      turns(count).flatMap((condition) => [condition, condition, condition]);
    expect(after(everyThird(40)).flapping).toBe(true);
    const everyFourth = turns(40).flatMap((condition) => quiet(4, condition));
    expect(after(everyFourth).flapping).toBe(false);
  });
});

describe('ends', () => {
  test.each([
    [14, true],
    [15, false],
  ])('after the sixth turn and %i quiet looks: still %s', (looks, flapping) => {
    expect(after(quiet(looks, 'healthy'), after(turns(6))).flapping).toBe(flapping);
  });

  test('not at the score at which it would not have begun', () => {
    const between = after(quiet(10, 'healthy'), after(turns(6)));
    expect(between.flapping).toBe(true);
    expect(lookAgain({ ...between, flapping: false }, 'healthy').flapping).toBe(false);
  });

  test('with a full memory', () => {
    const flapping = after(turns(100));
    expect(flapping.ring).toBe(2 ** LOOKS - 1);
    expect(after(quiet(LOOKS, 'healthy'), flapping)).toEqual({ ring: 0, was: 'up', flapping: false });
  });
});

test.each<[string, readonly Condition[]]>([
  ['a redeploy', ['healthy', 'stopping', 'stopped', 'removed', 'created', 'starting', 'healthy']],
  ['a pause', ['healthy', 'paused', 'healthy', 'paused', 'healthy', 'paused', 'healthy']],
  ['the engine out of sight', ['unhealthy', 'unknown', 'unhealthy', 'unknown', 'unhealthy']],
  ['one failure after another', ['unhealthy', 'crashed', 'restarting', 'looping', 'oom-killed', 'crashed']],
])('%s is no turn, however often', (_, story) => {
  const often = Array<readonly Condition[]>(20).fill(story).flat();
  expect(after(often)).toMatchObject({ ring: 0, flapping: false });
});

test.each<[string, boolean, readonly number[]]>([
  ['30 percent do not begin it', false, [4, 6, 8, 10, 12, 14]],
  ['25 percent end it', true, [7, 8, 9, 10, 11]],
])('exactly %s', (_, flapping, ages) => {
  // Of the look before: each turn is one look younger.
  const ring = ages.reduce((bits, age) => bits | (1 << (age - 1)), 0);
  expect(lookAgain({ ring, was: 'up', flapping }, 'healthy').flapping).toBe(false);
});

test('a crash that the policy brings back each time is', () => {
  const story = Array.from({ length: 4 }, (): readonly Condition[] => [
    'running',
    'crashed',
    'restarting',
  ]).flat();
  expect(after(story).flapping).toBe(true);
});

test('remembers the last twenty looks and nothing before', () => {
  const look = fc.constantFrom(...CONDITIONS.filter((of) => of === 'healthy' || of === 'crashed'));
  fc.assert(
    fc.property(
      fc.array(look, { maxLength: 60 }),
      fc.array(look, { minLength: LOOKS + 1, maxLength: LOOKS + 1 }),
      (before, looks) => {
        const { ring, was } = after(looks, after(before));
        expect({ ring, was }).toEqual({ ring: after(looks).ring, was: after(looks).was });
        expect(ring).toBeLessThan(2 ** LOOKS);
      },
    ),
  );
});

test('whatever it has been through, twenty quiet looks end it', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...CONDITIONS), { maxLength: 80 }), (story) => {
      expect(after(quiet(LOOKS + 1, 'running'), after(story)).flapping).toBe(false);
    }),
  );
});
