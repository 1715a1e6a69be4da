import { describe, expect, it } from 'vitest';
import type { Condition } from '../condition.ts';
import { ENGINE_SUBJECT } from '../subject.ts';
import { NOON } from '../testing/container.ts';
import { anEntry } from '../testing/entry.ts';
import type { Delivery } from './delivery.ts';
import { plan } from './plan.ts';
import { SETTLE_MS, type TellRules, TOLD_BY_DEFAULT } from './tell.ts';

type Change = readonly [afterMs: number, to: Condition];

/** What is planned once all has happened that is in `changes`; `told`: what the receiver had confirmed before, all well if absent. */
function planned(
  changes: readonly Change[],
  { rules = TOLD_BY_DEFAULT, before = null as Delivery | null } = {},
) {
  let delivery = before;
  for (const [n, [afterMs, to]] of changes.entries()) {
    const at = NOON + afterMs;
    delivery = plan(delivery, anEntry(to, { at, seq: n + 10 }), 'ops', rules, at);
  }
  return delivery;
}

/** It was told an hour ago that the subject is `condition`, and that still holds. */
function told(condition: Condition): Delivery {
  const at = NOON - 3_600_000;
  const delivery = plan(null, anEntry(condition, { at }), 'ops', TOLD_BY_DEFAULT, at);
  if (delivery === null) throw new Error(`${condition} is not told`);
  const open = delivery.open && { ...delivery.open, told: true };
  return { ...delivery, open, told: { id: delivery.want.id, condition, at, flapping: false }, dueAt: null };
}

describe('of a subject that was well', () => {
  it.each<[string, readonly Change[], number | null]>([
    ['unhealthy: at once', [[0, 'unhealthy']], 0],
    ['out of memory: at once', [[0, 'oom-killed']], 0],
    ['crashed: a restart may bring it back', [[0, 'crashed']], 5_000],
    [
      'crashed, then looping: at once',
      [
        [0, 'crashed'],
        [1_000, 'looping'],
      ],
      1_000,
    ],
    [
      'crashed and back',
      [
        [0, 'crashed'],
        [4_999, 'running'],
      ],
      null,
    ],
    [
      'crashed and on its way back',
      [
        [0, 'crashed'],
        [4_999, 'restarting'],
      ],
      null,
    ],
    [
      'stopped on purpose',
      [
        [0, 'stopping'],
        [3_000, 'stopped'],
      ],
      null,
    ],
    ['paused', [[0, 'paused']], null],
    ['out of sight, as one of many', [[0, 'unknown']], null],
    [
      'unhealthy for less than a minute, and nobody could be told',
      [
        [0, 'unhealthy'],
        [59_999, 'healthy'],
      ],
      null,
    ],
    [
      'unhealthy for a minute, and nobody could be told',
      [
        [0, 'unhealthy'],
        [60_000, 'healthy'],
      ],
      60_000,
    ],
    [
      'the same, stopped: it may be a redeploy',
      [
        [0, 'unhealthy'],
        [60_000, 'stopped'],
      ],
      60_000 + SETTLE_MS,
    ],
  ])('%s', (_, changes, dueMs) => {
    const delivery = planned(changes);

    if (dueMs === null) expect(delivery).toBeNull();
    else expect(delivery?.dueAt).toBe(NOON + dueMs);
  });
});

describe('of a subject that is told to be unhealthy', () => {
  it.each<[string, readonly Change[], number | null]>([
    ['healthy: at once', [[0, 'healthy']], 0],
    ['running: at once', [[0, 'running']], 0],
    ['starting: on its way', [[0, 'starting']], null],
    [
      'starting, healthy: at once',
      [
        [0, 'starting'],
        [9_000, 'healthy'],
      ],
      9_000,
    ],
    ['stopped: unless it comes back', [[0, 'stopped']], SETTLE_MS],
    [
      'redeployed',
      [
        [0, 'stopped'],
        [1_000, 'removed'],
        [2_000, 'created'],
        [3_000, 'starting'],
      ],
      null,
    ],
    [
      'removed for good: from its last change',
      [
        [0, 'stopped'],
        [1_000, 'removed'],
      ],
      1_000 + SETTLE_MS,
    ],
    ['crashed: once it has lasted', [[0, 'crashed']], 5_000],
    [
      'crashed, and unhealthy again: nothing new',
      [
        [0, 'crashed'],
        [4_000, 'unhealthy'],
      ],
      null,
    ],
    [
      'well for a moment that could not be told',
      [
        [0, 'healthy'],
        [1_000, 'unhealthy'],
      ],
      null,
    ],
    ['out of sight: nobody knows', [[0, 'unknown']], null],
  ])('%s', (_, changes, dueMs) => {
    expect(planned(changes, { before: told('unhealthy') })?.dueAt).toBe(dueMs === null ? null : NOON + dueMs);
  });
});

describe('the failure that is open', () => {
  it('began with its first condition, and goes by its newest', () => {
    const delivery = planned([
      [0, 'unhealthy'],
      [70_000, 'crashed'],
      [90_000, 'healthy'],
    ]);
    expect(delivery?.open).toEqual({ condition: 'crashed', at: NOON, dueAt: NOON, told: false });
  });

  it.each([
    ['an attempt is under way', { leaseUntil: NOON + 60_000 }],
    ['an attempt may have arrived', { unknown: true }],
  ])('is not forgotten while %s', (_, change) => {
    const before = planned([[0, 'unhealthy']]);
    const delivery = planned([[1_000, 'healthy']], { before: before && { ...before, ...change } });
    expect(delivery).toMatchObject({ open: { condition: 'unhealthy', told: false }, dueAt: NOON + 1_000 });
  });
});

describe('rules of its own', () => {
  const rules: TellRules = { afterMs: { unhealthy: 600_000, stopped: 0 }, remindMs: 3_600_000 };

  it('what is not a failure can be told as well, each time', () => {
    expect(planned([[0, 'stopped']], { rules })).toMatchObject({ dueAt: NOON, open: null });
  });

  it('a failure shorter than it must last is not told, however long that is', () => {
    expect(
      planned(
        [
          [0, 'unhealthy'],
          [599_999, 'healthy'],
        ],
        { rules },
      ),
    ).toBeNull();
    expect(
      planned(
        [
          [0, 'unhealthy'],
          [600_000, 'healthy'],
        ],
        { rules },
      )?.dueAt,
    ).toBe(NOON + 600_000);
  });
});

describe('clocks', () => {
  const cases: readonly (readonly [string, number, number])[] = [
    ['found late: it has lasted already', NOON - 8_000, 0],
    ['found a little late', NOON - 2_000, 3_000],
    ['by an engine whose clock is ahead: from when we learn of it', NOON + 600_000, 5_000],
  ];
  it.each(cases)('%s', (_, at, dueMs) => {
    expect(plan(null, anEntry('crashed', { at }), 'ops', TOLD_BY_DEFAULT, NOON)?.dueAt).toBe(NOON + dueMs);
  });

  it('how long a failure lasted is by the engine alone', () => {
    const ahead = 600_000;
    const before = plan(null, anEntry('unhealthy', { at: NOON + ahead }), 'ops', TOLD_BY_DEFAULT, NOON);
    const well = anEntry('healthy', { seq: 2, at: NOON + ahead + 90_000 });
    expect(plan(before, well, 'ops', TOLD_BY_DEFAULT, NOON + 90_000)?.dueAt).toBe(NOON + 90_000);
  });
});

it('the engine out of sight is told once, after a minute', () => {
  const entry = anEntry('unknown', { subject: ENGINE_SUBJECT });
  expect(plan(null, entry, 'ops', TOLD_BY_DEFAULT, NOON)?.dueAt).toBe(NOON + 60_000);
});

it('a destination is not told of itself', () => {
  const entry = anEntry('unhealthy', { subject: 'destination/ops' });
  expect(plan(null, entry, 'ops', TOLD_BY_DEFAULT, NOON)).toBeNull();
  expect(plan(null, entry, 'other', TOLD_BY_DEFAULT, NOON)?.dueAt).toBe(NOON);
});
