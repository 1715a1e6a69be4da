import { NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { MAX_SKEW_MS, takeCensus } from './census.ts';
import { aRecord, type RecordChange } from './testing/record.ts';

interface Change extends Omit<RecordChange, 'n' | 'agent'> {
  readonly name?: string;
}

function takeOf(changes: readonly Change[]) {
  const records = changes.map(({ name, ...change }, n) => {
    const host = { name: name ?? `host-${n}`, os: null, arch: null, engine: null };
    return aRecord({ n, agent: { host }, ...change });
  });
  const agents = async ({ after = '', limit }: { readonly after?: string; readonly limit: number }) =>
    records.filter(({ agent }) => agent.id > after).slice(0, limit);
  return takeCensus({ agents }, NOON);
}

it('counts every agent once, by how it is', async () => {
  const rival = { since: NOON, at: NOON };
  const { agents } = await takeOf([
    {},
    { lease: { heardAt: NOON - 60_000 } },
    { lease: { state: 'lost' } },
    { lease: { state: 'stopped' } },
    { lease: { state: 'enrolled' } },
    { lease: { state: 'revoked' } },
    { stream: { rival } },
  ]);
  expect(agents).toEqual({ live: 1, late: 1, lost: 1, stopped: 1, enrolled: 1, revoked: 1, conflict: 1 });
});

it('counts more than a page', async () => {
  const { agents, lost } = await takeOf(Array.from({ length: 1_001 }, () => ({ lease: { state: 'lost' } })));
  expect([agents.lost, lost.count, lost.first]).toEqual([1_001, 1_001, ['host-0', 'host-1', 'host-2']]);
  expect((await takeOf([])).agents.live).toBe(0);
  expect((await takeOf(Array.from({ length: 500 }, () => ({})))).agents.live).toBe(500);
});

it('names whose clock is wrong, early or late, while it is heard', async () => {
  const { skewed } = await takeOf([
    { name: 'right', stream: { skewMs: MAX_SKEW_MS } },
    { name: 'early', stream: { skewMs: MAX_SKEW_MS + 1 } },
    { name: 'late', stream: { skewMs: -MAX_SKEW_MS - 1 } },
    { name: 'gone', stream: { skewMs: 9 * MAX_SKEW_MS }, lease: { state: 'stopped' } },
  ]);
  expect(skewed).toMatchObject({ count: 2, first: ['early', 'late'] });
});

it('knows who is furthest behind, and what was dropped', async () => {
  const queued = (oldestAt: number | null) => ({ entries: 1, bytes: 1, oldestAt });
  const { lagMs, dropped } = await takeOf([
    { stream: { queued: queued(NOON - 5_000), dropped: { entries: 2, bytes: 9 } } },
    { stream: { queued: queued(NOON + 53_000), skewMs: 60_000, dropped: { entries: 3, bytes: 9 } } },
    { stream: { queued: queued(null) } },
    { stream: { queued: queued(0) }, lease: { state: 'lost' } },
  ]);
  expect([lagMs, dropped]).toEqual([7_000, 5]);
});
