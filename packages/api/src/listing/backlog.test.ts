import type { Delivery, DestinationState } from '@hale/core';
import { CLOSED, newFeed, plan, TOLD_BY_DEFAULT } from '@hale/core';
import { anEntry, NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { type Backlog, backlogs, MAX_BACKLOG } from './backlog.ts';

const OPS: DestinationState = {
  name: 'ops',
  breaker: CLOSED,
  pace: null,
  feed: null,
  options: '',
  version: 1,
};
const HUB: DestinationState = { ...OPS, name: 'hub', feed: newFeed(7) };

function aRow(change: Partial<Delivery> = {}): Delivery {
  const row = plan(null, anEntry('unhealthy'), 'ops', TOLD_BY_DEFAULT, NOON);
  if (row === null) throw new Error('nothing is planned');
  return { ...row, ...change };
}

async function backlogOf(
  state: DestinationState,
  { rows = [] as readonly Delivery[], entries = [] as readonly ReturnType<typeof anEntry>[] },
): Promise<Backlog | undefined> {
  const outbox = {
    destinations: async () => [state],
    due: async (_: string, now: number, limit: number) =>
      rows.filter(({ dueAt, leaseUntil }) => (leaseUntil ?? dueAt ?? Infinity) <= now).slice(0, limit),
    entriesAfter: async (after: number, limit: number) =>
      entries.slice(0, limit).map((entry, n) => ({ position: after + 1 + n, entry })),
  };
  return (await backlogs(outbox, NOON + 10_000))[0];
}

it.each([
  ['nothing', [], 0, 0],
  ['one that is due', [aRow({ dueAt: NOON + 4_000 })], 1, 6_000],
  ['one that has yet to settle', [aRow({ dueAt: NOON + 60_000 })], 1, 0],
  [
    'one that is tried again',
    [aRow({ dueAt: NOON + 60_000, failing: { since: NOON, code: '503' } })],
    1,
    10_000,
  ],
  ['one under way', [aRow({ dueAt: NOON + 9_000, leaseUntil: NOON + 90_000 })], 1, 1_000],
  ['what is only remembered', [aRow({ dueAt: null })], 0, 0],
] as const)('of deliveries: %s', async (_what, rows, depth, oldestMs) => {
  expect(await backlogOf(OPS, { rows })).toEqual({ destination: 'ops', depth, oldestMs });
});

it('of a feed: what is for it and not yet read', async () => {
  const entries = [
    anEntry('healthy', { cause: 'baseline', at: NOON - 60_000 }),
    anEntry('paused', { at: NOON + 3_000 }),
    anEntry('running', { at: NOON + 5_000 }),
  ];
  expect(await backlogOf(HUB, { entries })).toEqual({ destination: 'hub', depth: 2, oldestMs: 7_000 });
  expect(await backlogOf(HUB, { entries: entries.slice(0, 1) })).toMatchObject({ depth: 0, oldestMs: 0 });
});

it('of a clock that was put back has no negative age', async () => {
  expect(await backlogOf(HUB, { entries: [anEntry('paused', { at: NOON + 60_000 })] })).toMatchObject({
    oldestMs: 0,
  });
});

it(`is counted up to ${MAX_BACKLOG}`, async () => {
  const rows = Array.from({ length: MAX_BACKLOG + 1 }, () => aRow());
  expect(await backlogOf(OPS, { rows })).toMatchObject({ depth: MAX_BACKLOG });
});
