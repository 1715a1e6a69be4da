import type { Health } from '@hale/core';
import { describe, expect, it, test } from 'vitest';
import type { Entry } from './diary.ts';
import { withoutRaces } from './held.ts';
import { Tally } from './tally.ts';

const ENTRY: Entry = { exitCode: 1, output: 'no', after: { status: 'starting', failingStreak: 1 } };

describe('results', () => {
  const differing = (native: readonly Entry[], hale: readonly Entry[]): string[] => {
    const tally = new Tally();
    tally.results('x', native, hale);
    return tally.differences.map(({ where }) => where);
  };

  it.each([
    ['exit code', { exitCode: 2 }],
    ['output', { output: 'no\n' }],
    ['status', { after: { status: 'unhealthy', failingStreak: 1 } }],
    ['streak', { after: { status: 'starting', failingStreak: 2 } }],
  ] as const)('sees another %s', (field, change) => {
    expect(differing([ENTRY, ENTRY], [ENTRY, { ...ENTRY, ...change }])).toEqual([`x: result 2, ${field}`]);
  });

  it('sees that there are fewer', () => {
    expect(differing([ENTRY, ENTRY], [ENTRY])).toEqual(['x: results']);
  });

  it('counts what it compares, and what it cannot', () => {
    const tally = new Tally();
    tally.results('x', [ENTRY, { ...ENTRY, after: null }], [ENTRY, ENTRY]);
    expect([tally.comparisons, tally.unseen, tally.differences]).toEqual([7, 1, []]);
  });
});

describe('records', () => {
  const record = (failingStreak: number, ...outputs: string[]): Health => {
    const log = outputs.map((output, index) => {
      const exitCode = output === 'held\n' ? 137 : 1;
      return { start: `2026-01-01T00:00:0${index}Z`, end: '', exitCode, output };
    });
    return { status: 'unhealthy', failingStreak, log };
  };
  const compared = (state: 'exited' | 'running', native: Health, hale: Health): Tally => {
    const tally = new Tally();
    tally.records('x', withoutRaces({ state, health: native }), { health: hale, races: [] });
    return tally;
  };

  test.each([
    ['streak', record(2, 'a'), record(1, 'a')],
    ['log', record(1, 'a'), record(1, 'a', 'b')],
    ['log', record(1, 'a', 'b'), record(1, 'b')],
    ['log', record(1, 'a', 'held\n'), record(1, 'a', 'held\n')],
  ])('see another %s', (field, native, hale) => {
    expect(compared('running', native, hale).differences.map(({ where }) => where)).toEqual([`x, ${field}`]);
  });

  test("are alike but for moby's own race, in the run that it ended and in later ones", () => {
    const ended = compared('exited', record(2, 'a', 'held\n'), record(1, 'a'));
    expect([ended.differences, ended.races.size]).toEqual([[], 1]);
    const later = compared('running', record(1, 'b', 'held\n', 'c'), record(1, 'a', 'b', 'c'));
    expect([later.differences, later.races.size]).toEqual([[], 1]);
    expect(compared('running', record(2, 'a', 'held\n'), record(1, 'a')).differences).toHaveLength(1);
  });
});
