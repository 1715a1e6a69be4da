import type { Delivery } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SNAPSHOT_SLOTS } from '../snapshot-slots.ts';
import { aChange, anAgentSession, TestSession } from '../testing/agent.ts';
import { TellingHub } from '../testing/telling.ts';

const MINUTE_MS = 60_000;

let telling: TellingHub;
beforeEach(async () => {
  telling = await TellingHub.start();
});
afterEach(() => telling.stop());

const hello = (session: TestSession, change: Parameters<TestSession['hello']>[0] = {}) =>
  telling.hub.hub.replication.hello(session.agent.id, session.hello(change));
const rows = ({ agent }: TestSession): Promise<readonly Delivery[]> =>
  telling.hub.hub.store.deliveriesOf(agent.id);

describe('who tells', () => {
  const bad = [aChange('web'), aChange('db', 'unhealthy')];

  it('is the agent: of its containers nothing is planned, and that it is lost is told', async () => {
    const session = await anAgentSession(telling.hub);
    await session.greet({ tells: 'agent' });
    await session.sync(...bad);
    expect(await rows(session)).toEqual([]);
    await telling.pass(2 * MINUTE_MS, session);
    await telling.pass(5 * MINUTE_MS);
    expect(telling.news()).toEqual(['ops: shed unknown']);
  });

  it('is the agent from now on: what waited is dropped, and what was told is not taken back', async () => {
    const session = await anAgentSession(telling.hub, { changes: bad });
    await session.sync(aChange('cache', 'crashed'));
    expect(await rows(session)).toHaveLength(2);
    await session.greet({ tells: 'agent' });
    expect(await rows(session)).toEqual([]);
    await session.sync(aChange('db', 'healthy', { n: 9 }));
    await telling.pass(10 * MINUTE_MS, session);
    expect(telling.news()).toEqual(['ops: shed container/db unhealthy']);
  });

  it('is the hub from now on: it tells what is bad now, once', async () => {
    const session = await anAgentSession(telling.hub);
    await session.greet({ tells: 'agent' });
    await session.sync(...bad);
    await session.greet({ tells: 'hub' });
    await telling.pass(10 * MINUTE_MS, session);
    await session.greet({ tells: 'hub' });
    await telling.pass(10 * MINUTE_MS, session);
    expect(telling.news()).toEqual(['ops: shed container/db unhealthy']);
  });
});

describe('what can never come', () => {
  it('of this journal is declared lost, and its state is asked for', async () => {
    const session = await anAgentSession(telling.hub, { changes: [aChange('web')] });
    const { epoch } = session.tip;
    await session.report(aChange('db', 'unhealthy'), aChange('cache'));
    const { seq, chain } = session.tip;
    const reply = await hello(session, { first: { seq, chain } });
    expect(reply).toMatchObject({ kind: 'ok', answer: { acked: { seq: 3 }, want: 'snapshot' } });
    expect(await telling.hub.hub.store.gaps(session.agent.id, 9)).toEqual([
      { agent: session.agent.id, epoch, from: 2, to: 3, at: NOON },
    ]);
    expect(telling.hub.hub.counts.gaps).toBe(1);
  });

  it('of an earlier journal is declared lost once', async () => {
    const session = await anAgentSession(telling.hub, { changes: [aChange('web'), aChange('db')] });
    const { epoch } = session.tip;
    const next = new TestSession(telling.hub, session.agent, 'the-epoch-after-that');
    const earlier = [
      { epoch, seq: 5 },
      { epoch: 'nobody-knows-this', seq: 9 },
    ];
    for (let times = 0; times < 3; times += 1)
      expect(await hello(next, { earlier })).toMatchObject({ kind: 'ok', answer: { acked: { seq: 0 } } });
    expect(await telling.hub.hub.store.gaps(session.agent.id, 9)).toMatchObject([{ epoch, from: 3, to: 5 }]);
  });

  it('and is named twice is declared lost once', async () => {
    const session = await anAgentSession(telling.hub, { changes: [aChange('web')] });
    const { epoch } = session.tip;
    const next = new TestSession(telling.hub, session.agent, 'the-epoch-after-that');
    const earlier = [3, 5, 4].map((seq) => ({ epoch, seq }));
    expect(await hello(next, { earlier })).toMatchObject({ kind: 'ok' });
    expect(await telling.hub.hub.store.gaps(session.agent.id, 9)).toMatchObject([{ epoch, from: 2, to: 5 }]);
  });

  it('is not what has come, and is too old to be kept', async () => {
    const session = await anAgentSession(telling.hub, { changes: [aChange('web'), aChange('db')] });
    const { epoch, seq } = session.tip;
    await telling.hub.sql.query({ sql: 'delete from transition', parameters: [] });
    const next = new TestSession(telling.hub, session.agent, 'the-epoch-after-that');
    expect(await hello(next, { earlier: [{ epoch, seq }] })).toMatchObject({ kind: 'ok' });
    expect(await telling.hub.hub.store.gaps(session.agent.id, 9)).toEqual([]);
  });

  it('of another agent’s journal is nothing that this one can say', async () => {
    const session = await anAgentSession(telling.hub, { changes: [aChange('web')] });
    const other = await anAgentSession(telling.hub, { name: 'barn' });
    await hello(other, { earlier: [{ epoch: session.tip.epoch, seq: 50 }] });
    expect(await telling.hub.hub.store.gaps(session.agent.id, 9)).toEqual([]);
    expect(await telling.hub.hub.store.gaps(other.agent.id, 9)).toEqual([]);
  });
});

it('a journal that was closed is never gone on with', async () => {
  const session = await anAgentSession(telling.hub, { changes: [aChange('web')] });
  const next = new TestSession(telling.hub, session.agent, 'the-epoch-after-that');
  expect(await hello(next)).toMatchObject({ kind: 'ok' });
  expect(await hello(session)).toEqual({ kind: 'first', want: 'new-epoch' });
});

it('what an agent says of itself is what it is', async () => {
  const session = await anAgentSession(telling.hub);
  const host = { name: 'moved', os: 'linux', arch: 'arm64', engine: 'Podman 5' };
  await hello(session, { host, version: '2.0.0', remembers: 'memory', dropped: { entries: 3, bytes: 99 } });
  expect(await telling.hub.hub.store.agent(session.agent.id)).toMatchObject({
    agent: { host, version: '2.0.0', remembers: 'memory' },
    stream: { dropped: { entries: 3, bytes: 99 } },
  });
});

it('of many that come at once, so many are asked for all that they believe as there are places', async () => {
  const wants: (string | null)[] = [];
  for (let n = 0; n < SNAPSHOT_SLOTS + 5; n += 1) {
    const session = await anAgentSession(telling.hub, { name: `host-${n}` });
    const reply = await hello(session);
    wants.push(reply.kind === 'ok' ? reply.answer.want : null);
  }
  expect(wants.filter((want) => want === 'snapshot')).toHaveLength(SNAPSHOT_SLOTS);
  expect(wants.slice(-5)).toEqual(Array<string>(5).fill('none'));
});
