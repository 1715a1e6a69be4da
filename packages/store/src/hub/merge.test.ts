import { newJournal } from '@hale/core';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { agentId, aLease, aStream } from '../testing/hub-samples.ts';
import type { HubBatch } from './hub-store.ts';
import { groupsOf, MAX_MERGED_ROWS, merge } from './merge.ts';

const grouped = (batches: readonly HubBatch[]) =>
  groupsOf(batches.map((batch) => ({ batch }))).map(({ members }) =>
    members.map(({ batch }) => batches.indexOf(batch)),
  );

const of = (name: string): HubBatch => ({ streams: [aStream(name)] });
const own = (): HubBatch => ({ own: { tip: newJournal('own'), entries: [] } });
const place = { agent: agentId('a'), epoch: 'e' };

it.each<readonly [string, HubBatch]>([
  ['a fence', { fences: [aStream('a')] }],
  ['a lease', { leases: [aLease('a')] }],
  ['an epoch', { epochs: { begun: [place], closed: [] } }],
  ['what is replaced', { replaced: [agentId('a')] }],
  ['what is gone', { gone: [{ agent: agentId('a'), subject: 'x' }] }],
  ['a gap', { gaps: [{ ...place, from: 1, to: 1, at: 0 }] }],
  ['a rejected entry', { rejected: [{ ...place, seq: 1, code: '', at: 0, body: '' }] }],
  ['a snapshot', { assembled: [{ agent: agentId('a'), snapshot: 's' }] }],
])('keeps %s from its stream', (_what, batch) => {
  expect(grouped([of('a'), batch])).toEqual([[0], [1]]);
  expect(grouped([of('b'), batch])).toEqual([[0, 1]]);
});

it('keeps apart who begins the same epoch, who goes on with the hub’s journal, and who goes by other silences', () => {
  const begins = (agent: string): HubBatch => ({ epochs: { begun: [{ agent, epoch: 'e' }], closed: [] } });
  expect(grouped([begins('a'), begins('b')])).toEqual([[0], [1]]);
  expect(grouped([begins('a'), { epochs: { begun: [], closed: [{ epoch: 'e', at: 0 }] } }])).toEqual([
    [0],
    [1],
  ]);
  expect(grouped([own(), own(), of('a')])).toEqual([[0, 2], [1]]);
  expect(grouped([{ silences: 1 }, { silences: 2 }, {}, { silences: 1 }])).toEqual([[0, 2, 3], [1]]);
});

it('leaves what is about the same in the order in which it came', () => {
  expect(grouped([of('a'), { streams: [aStream('a'), aStream('b')] }, of('b'), of('c')])).toEqual([
    [0, 3],
    [1],
    [2],
  ]);
});

it(`has ${MAX_MERGED_ROWS} rows at most, unless one batch alone has more`, () => {
  const rows = (n: number): HubBatch => ({
    leases: Array.from({ length: n - 1 }, (_, m) => aLease(`${n}-${m}`)),
  });
  expect(grouped([rows(MAX_MERGED_ROWS - 1), of('a'), of('b')])).toEqual([[0, 1], [2]]);
  expect(grouped([rows(MAX_MERGED_ROWS + 5), of('a')])).toEqual([[0], [1]]);
});

it('loses and doubles no batch, and never has two of one agent in a group', () => {
  const batch = fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 })
    .map((names): HubBatch => ({ streams: names.map((name) => aStream(name)) }));
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 12 }), (batches) => {
      const groups = groupsOf(batches.map((batch) => ({ batch })));
      expect(groups.flatMap(({ members }) => members).length).toBe(batches.length);
      for (const { members } of groups) {
        const { streams = [] } = merge(members.map(({ batch }) => batch));
        expect(new Set(streams.map(({ agent }) => agent)).size).toBe(streams.length);
      }
    }),
  );
});
