import { agentSubject } from '@hale/core';
import type { SnapshotRequest } from '@hale/protocol/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SNAPSHOT_SLOTS } from '../snapshot-slots.ts';
import { aChange, anAgentSession, lose, TestSession } from '../testing/agent.ts';
import { TellingHub } from '../testing/telling.ts';

const MINUTE_MS = 60_000;

let telling: TellingHub;
let shed: TestSession;
beforeEach(async () => {
  telling = await TellingHub.start();
  shed = await anAgentSession(telling.hub);
});
afterEach(() => telling.stop());

async function post(request: SnapshotRequest): Promise<string> {
  const reply = await telling.hub.hub.replication.snapshot(shed.agent.id, request);
  if (reply.kind !== 'ok') return reply.kind === 'first' ? reply.want : reply.kind;
  return reply.answer.want;
}

const believed = async () =>
  (await telling.hub.hub.store.believed(shed.agent.id)).map(({ subject, last }) => `${subject} ${last.to}`);

/** The same, a subject in each part. */
function inParts(whole: SnapshotRequest): readonly SnapshotRequest[] {
  return whole.subjects.map((subject, n) => ({
    ...whole,
    part: n + 1,
    parts: whole.subjects.length,
    subjects: [subject],
  }));
}

describe('a snapshot', () => {
  it('is what is believed from then on, all of it', async () => {
    await shed.sync(aChange('old'), aChange('web'));
    await shed.report(aChange('old', 'removed'), aChange('web', 'unhealthy'), aChange('db'));
    expect(await post(await shed.snapshot())).toBe('none');
    expect(await believed()).toEqual(['container/db healthy', 'container/web unhealthy']);
  });

  it('counts once its last part is there, in whatever order the others came, and as often', async () => {
    await shed.report(aChange('a'), aChange('b'), aChange('c'));
    const [a, b, c] = inParts(await shed.snapshot()) as [SnapshotRequest, SnapshotRequest, SnapshotRequest];
    for (const part of [b, a, b]) expect(await post(part)).toBe('none');
    expect(await believed()).toEqual([]);
    expect(await post(c)).toBe('none');
    expect(await believed()).toEqual(['container/a healthy', 'container/b healthy', 'container/c healthy']);
    expect(await telling.hub.hub.store.parts(shed.agent.id, a.snapshot)).toEqual([]);
  });

  it('has to be sent again where a part is missing', async () => {
    await shed.report(aChange('a'), aChange('b'), aChange('c'));
    const [a, , c] = inParts(await shed.snapshot()) as [SnapshotRequest, SnapshotRequest, SnapshotRequest];
    await post(a);
    expect(await post(c)).toBe('snapshot');
    expect(await believed()).toEqual([]);
  });

  it('of an earlier moment than what is known changes nothing', async () => {
    await shed.report(aChange('web', 'unhealthy'));
    const old = await shed.snapshot();
    await shed.report(aChange('web', 'healthy', { n: 1 }));
    await post(await shed.snapshot());
    expect(await post(old)).toBe('none');
    expect(await believed()).toEqual(['container/web healthy']);
    expect(await telling.hub.hub.store.agent(shed.agent.id)).toMatchObject({ stream: { stateSeq: 2 } });
  });

  it('of another journal’s place is refused', async () => {
    await shed.sync(aChange('web'));
    const snapshot = await shed.snapshot();
    expect(await post({ ...snapshot, at: { seq: 1, chain: 'f'.repeat(32) } })).toBe('new-epoch');
    expect(await post({ ...snapshot, session: 'x'.repeat(20) })).toBe('hello');
  });

  it('counts for all that can be understood of it, and is not asked for again', async () => {
    const history = await shed.report(aChange('web'), aChange('db'));
    const snapshot = await shed.snapshot();
    const [web, db] = snapshot.subjects;
    const strange = [
      { ...web!, last: { ...web!.last, to: 'mad' } },
      { ...web!, subject: 'container/else' },
    ];
    expect(await post({ ...snapshot, subjects: [...strange, db!] })).toBe('none');
    expect(await believed()).toEqual(['container/db healthy']);
    const reply = await telling.hub.hub.replication.sync(shed.agent.id, history);
    expect(reply).toMatchObject({ kind: 'ok', answer: { acked: 2, want: 'none' } });
    expect(await believed()).toEqual(['container/db healthy']);
  });

  it('says that its agent is there', async () => {
    await lose(telling.hub, shed);
    await post(await shed.snapshot());
    expect(await telling.hub.hub.store.countAgents()).toMatchObject({ live: 1, lost: 0 });
    expect(await telling.hub.hub.store.history({ limit: 1 })).toMatchObject([
      { subject: agentSubject(shed.agent.id), from: 'unknown', to: 'running' },
    ]);
  });

  it('gives the place of its agent to another', async () => {
    const { replication } = telling.hub.hub;
    const wants = async (session: TestSession) => {
      const reply = await replication.hello(session.agent.id, session.hello());
      return reply.kind === 'ok' ? reply.answer : null;
    };
    for (let n = 1; n < SNAPSHOT_SLOTS; n += 1) await anAgentSession(telling.hub, { name: `host-${n}` });
    const last = await anAgentSession(telling.hub, { name: 'last' });
    expect(await wants(last)).toMatchObject({ want: 'none' });
    expect(await post(await shed.snapshot())).toBe('none');
    expect(await wants(last)).toMatchObject({ want: 'snapshot' });
  });
});

it('what is bad in a new journal is told once history is there, and not by its snapshot before', async () => {
  const history = await shed.report(aChange('web', 'unhealthy'), aChange('db'));
  await post(await shed.snapshot());
  await telling.pass(3 * MINUTE_MS, shed);
  expect(telling.news()).toEqual([]);
  expect(await telling.hub.hub.store.agent(shed.agent.id)).toMatchObject({
    stream: { unsettled: true, acked: { seq: 0 }, stateSeq: 2 },
  });
  await telling.hub.hub.replication.sync(shed.agent.id, history);
  await telling.pass(3 * MINUTE_MS, shed);
  expect(telling.news()).toEqual(['ops: shed container/web unhealthy']);
  expect(await telling.hub.hub.store.agent(shed.agent.id)).toMatchObject({
    stream: { unsettled: false, acked: { seq: 2 } },
  });
});

it('what was told, and is not there in a new journal, is told to be gone; its history says so', async () => {
  await shed.sync(aChange('web', 'unhealthy'));
  await telling.pass(MINUTE_MS, shed);
  const next = new TestSession(telling.hub, shed.agent, 'the-epoch-after-that');
  await next.greet();
  await next.sync(aChange('db'));
  expect(await post(await next.snapshot())).toBe('none');
  await telling.pass(MINUTE_MS, next);
  expect(telling.news()).toEqual(['ops: shed container/web unhealthy', 'ops: shed container/web removed']);
  const subject = agentSubject(shed.agent.id, 'container/web');
  const history = await telling.hub.hub.store.history({ subject, limit: 9 });
  expect(history.map(({ to, cause }) => `${to} ${cause}`)).toEqual([
    'removed snapshot',
    'unhealthy health_status',
  ]);
});
