import { expect, it } from 'vitest';
import { type Books, settle } from './account.ts';
import type { StoredRow } from './agent-ledger.ts';

const LEASE_MS = 13_000;

function row(seq: number, facts: Readonly<Record<string, unknown>> = {}): StoredRow {
  const entry = {
    id: `id-${seq}`,
    at: seq,
    subject: 'container/web',
    from: 'running',
    to: 'unhealthy',
    cause: 'probe',
    ...facts,
  };
  const { subject } = entry;
  const hashes = { core_hash: 'c', output_hash: 'o', chain: `chain-${seq}` };
  return { epoch: 'e', seq, subject, body: JSON.stringify(entry), output: null, ...hashes };
}

const told = (seq: number, more: object = {}) => ({
  id: `id-${seq}`,
  subject: 'agent/a/container/web',
  to: 'unhealthy',
  body: `body ${seq}`,
  ...more,
});

const ROWS = [row(1), row(2, { to: 'healthy' }), row(3)];
const STORED = ROWS.map((each, index) => ({ ...each, agent: 'a', position: index + 1 }));
const [first, second, third] = STORED;

/** One agent, all of whose entries are stored and told. */
const RIGHT: Books = {
  agents: [
    { agent: 'a', key: 'k', rows: ROWS, tip: { epoch: 'e', seq: 3, chain: 'chain-3' }, beliefs: new Map() },
  ],
  hub: { rows: STORED, gaps: [] },
  acked: new Map([['e', 3]]),
  delivered: [told(1), told(2, { to: 'healthy' }), told(3), told(3)],
  own: [],
  heardAt: new Map([['agent/a', [100_000, 101_000]]]),
  hubStarts: [0],
  leaseMs: LEASE_MS,
};

/** The kinds of what is wrong, and how much of each. */
function wrong(change: Partial<Books>): Readonly<Record<string, number>> {
  const found = Object.entries(settle({ ...RIGHT, ...change }).wrong);
  return Object.fromEntries(
    found.filter(([, { length }]) => length > 0).map(([kind, { length }]) => [kind, length]),
  );
}

const stored = (...rows: readonly (typeof first)[]): Pick<Books, 'hub'> => ({
  hub: { rows: rows.filter((each) => each !== undefined), gaps: [] },
});
const lost = (at: number) => ({ at, subject: 'agent/a', to: 'unknown' });
const back = (at: number) => ({ at, subject: 'agent/a', to: 'running' });

it('finds nothing where nothing is wrong', () => {
  expect(wrong({})).toEqual({});
  expect(settle(RIGHT)).toMatchObject({ entries: 3, messages: 4, repeats: 1, losses: 0 });
});

it('tells what is lost from what was declared lost', () => {
  const delivered = [told(1), told(3)];
  const { hub } = stored(first, third);
  expect(wrong({ hub, delivered })).toEqual({ lost: 1, ackedLost: 1 });
  expect(wrong({ hub, delivered, acked: new Map([['e', 1]]) })).toEqual({ lost: 1 });
  const gaps = [{ epoch: 'e', from_seq: 2, to_seq: 2 }];
  expect(wrong({ hub: { ...hub, gaps }, delivered })).toEqual({});
});

it.each<[string, Partial<Books>, Readonly<Record<string, number>>]>([
  ['acknowledged and never written', { acked: new Map([['e', 4]]) }, { ackedLost: 1 }],
  ['stored twice', stored(first, first, second, third), { storedTwice: 2, disordered: 1 }],
  ['stored out of order', stored(first, third, second), { disordered: 1 }],
  ['another output', stored(first, second, third && { ...third, output: 'x' }), { changed: 1 }],
  ['another link', stored(first, second, third && { ...third, chain: 'x' }), { changed: 1 }],
  ['another agent’s', stored(first, second, third && { ...third, agent: 'b' }), { changed: 1 }],
  ['not told', { delivered: [told(1), told(3)] }, { untold: 1 }],
  ['told without an entry', { delivered: [...RIGHT.delivered, told(4)] }, { invented: 1 }],
  ['told in two ways', { delivered: [...RIGHT.delivered, told(3, { body: 'otherwise' })] }, { retold: 1 }],
  [
    'told unhealthy what never was',
    { delivered: [...RIGHT.delivered, told(2, { subject: 'agent/a/container/db', body: 'body 2' })] },
    { falseUnhealthy: 1 },
  ],
])('finds what is %s', (_what, change, found) => {
  expect(wrong(change)).toEqual(found);
});

it.each<[string, Partial<Books>, number]>([
  ['silent for a lease, and back', { own: [lost(101_000 + LEASE_MS), back(130_000)] }, 0],
  ['heard within its lease', { own: [lost(100_000 + LEASE_MS), back(130_000)] }, 1],
  ['still lost', { own: [lost(120_000)] }, 1],
  ['lost twice', { own: [lost(120_000), lost(125_000), back(130_000)] }, 1],
  ['lost again after it was back', { own: [lost(120_000), back(121_000), lost(140_000), back(141_000)] }, 0],
  ['missed by a hub that has just begun', { own: [lost(120_000), back(130_000)], hubStarts: [95_000] }, 1],
  [
    'missed by one that began long ago',
    { own: [lost(120_000), back(130_000)], hubStarts: [94_000, 125_000] },
    0,
  ],
  ['never heard', { own: [lost(120_000), back(130_000)], heardAt: new Map() }, 0],
])('judges whether an agent is lost: %s', (_what, change, falseLosses) => {
  expect(settle({ ...RIGHT, ...change }).wrong.falseLosses).toHaveLength(falseLosses);
});
