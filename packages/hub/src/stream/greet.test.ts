import { NOON } from '@hale/core/testing';
import type { HelloRequest } from '@hale/protocol/sync';
import type { AgentRecord } from '@hale/store/hub';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aRecord, type RecordChange } from '../testing/record.ts';
import { START } from './begin.ts';
import { type Greeting, greet } from './greet.ts';

const EPOCH = 'epoch-1';
const point = (seq: number) => ({ seq, chain: `chain-${seq}` });

function hello(change: Partial<HelloRequest> = {}): HelloRequest {
  return {
    protocol: 1,
    instance: 'instance-1',
    epoch: EPOCH,
    first: START,
    tip: point(9),
    earlier: [],
    host: { name: 'host-0', os: null, arch: null, engine: null },
    version: '1.2.3',
    remembers: 'disk',
    tells: 'hub',
    clock: { wall: NOON + 400, mono: 0 },
    dropped: { entries: 0, bytes: 0 },
    caps: [],
    ...change,
  };
}

/** Replicated up to 6, by the process instance-1. */
function known({ stream, ...change }: RecordChange = {}): AgentRecord {
  const settled = { epoch: EPOCH, acked: point(6), stateSeq: 6, instance: 'instance-1', session: 'old' };
  return aRecord({ ...change, stream: { ...settled, ...stream } });
}

function greeted(change: Partial<Greeting> = {}) {
  const owner = { agent: known().agent.id, closed: false };
  return greet({ request: hello(), record: known(), owner, session: 'new', now: NOON, ...change });
}

describe('a journal that the hub knows', () => {
  it('goes on where it was, in a session of its own', () => {
    expect(greeted()).toEqual({
      want: null,
      session: 'new',
      gap: null,
      begun: null,
      closed: null,
      stream: {
        ...known().stream,
        session: 'new',
        skewMs: 400,
        processes: [],
      },
    });
  });

  it.each([
    [6, 6, 5, 'new-epoch'],
    [6, 6, 6, null],
    [4, 6, 5, 'new-epoch'],
    [4, 6, 6, null],
  ])('replicated to %i, its state to %i, and now at %i: %s', (acked, stateSeq, tip, want) => {
    const record = known({ stream: { acked: point(acked), stateSeq } });
    expect(greeted({ record, request: hello({ tip: point(tip) }) }).want).toBe(want);
  });

  it('that has let go of what the hub has not got leaves a gap, and goes on after it', () => {
    const request = hello({ first: point(8) });
    expect(greeted({ request })).toMatchObject({
      gap: { epoch: EPOCH, from: 7, to: 8, at: NOON },
      stream: { acked: point(8), stateSeq: 6, unsettled: true },
    });
    expect(greeted({ request: hello({ first: point(6) }) })).toMatchObject({
      gap: null,
      stream: { acked: point(6), unsettled: false },
    });
  });
});

describe('a journal that the hub does not know', () => {
  const request = hello({ epoch: 'epoch-2', tip: point(3) });

  it('begins, and closes the one before it', () => {
    expect(greeted({ request, owner: null })).toMatchObject({
      begun: 'epoch-2',
      closed: EPOCH,
      gap: null,
      stream: { epoch: 'epoch-2', acked: START, stateSeq: 0, unsettled: true },
    });
    expect(greeted({ request, owner: null, record: aRecord() })).toMatchObject({ closed: null });
  });

  it('that has let go of its beginning has a gap there', () => {
    const late = { ...request, first: point(2) };
    expect(greeted({ request: late, owner: null })).toMatchObject({
      gap: { epoch: 'epoch-2', from: 1, to: 2 },
    });
  });

  it.each([true, false])('may not have a name that another one has, closed: %s', (closed) => {
    expect(greeted({ request, owner: { agent: 'whoever', closed } })).toEqual({
      want: 'new-epoch',
      stream: null,
    });
  });
});

describe('of two processes', () => {
  const record = (change: RecordChange = {}) =>
    known({
      ...change,
      stream: {
        processes: [
          { instance: 'instance-2', returns: 2 },
          { instance: 'instance-1', returns: 2 },
        ],
        ...change.stream,
      },
    });
  const request = hello({ instance: 'instance-2' });

  it('the other one is turned away, and remembered', () => {
    const first = greeted({ record: record(), request });
    expect(first).toEqual({
      want: 'conflict',
      stream: { ...record().stream, rival: { since: NOON, at: NOON } },
    });
    const rival = { since: NOON - 5_000, at: NOON - 2_000 };
    expect(greeted({ record: record({ stream: { rival } }), request })).toMatchObject({
      stream: { rival: { since: NOON - 5_000, at: NOON } },
    });
  });

  it.each([
    ['whose lease is over', { until: NOON }],
    ['that was lost', { state: 'lost', until: null }],
    ['that has ended', { state: 'stopped', until: null }],
  ] as const)('the other one takes the place of one %s', (_, lease) => {
    expect(greeted({ record: record({ lease }), request })).toMatchObject({
      want: null,
      stream: { instance: 'instance-2' },
    });
  });
});

it.each([
  ['agent', 'hub', true],
  ['agent', 'agent', false],
  ['hub', 'hub', false],
  ['hub', 'agent', false],
] as const)('where the %s told and now the %s does, all is looked at anew: %s', (told, tells, unsettled) => {
  const record = known({ agent: { tells: told } });
  expect(greeted({ record, request: hello({ tells }) })).toMatchObject({ stream: { unsettled } });
});

it('whatever is said, nothing that is acknowledged is forgotten in one journal', () => {
  const seq = fc.nat(20);
  fc.assert(
    fc.property(seq, seq, seq, seq, (acked, stateSeq, first, tip) => {
      const record = known({ stream: { acked: point(acked), stateSeq } });
      const { want, stream } = greeted({ record, request: hello({ first: point(first), tip: point(tip) }) });
      expect(want).toBe(tip < Math.max(acked, stateSeq) ? 'new-epoch' : null);
      if (want !== null) return;
      expect(stream.acked.seq).toBe(Math.max(acked, first));
      expect(stream.stateSeq).toBe(stateSeq);
      expect(stream.session).toBe('new');
    }),
  );
});
