import type { HubStore } from '@hale/store/hub';
import { describe, expect, it } from 'vitest';
import { MAX_CONFLICTS } from './ledger.ts';
import { aChange, anAgentSession } from './testing/agent.ts';
import { aHub, reopened, type TestHub } from './testing/hub.ts';

/** The same hub, over a store in which `before` happens each time before something is written. */
function meddled(theHub: TestHub, before: () => Promise<unknown>): Promise<TestHub> {
  const { store } = theHub.hub;
  const commit: HubStore['commit'] = async (batch) => {
    await before();
    return store.commit(batch);
  };
  return reopened(theHub, { store: { ...store, commit } });
}

describe('where somebody else writes at the same time', () => {
  async function interfered(times: number) {
    const theHub = await aHub();
    const session = await anAgentSession(theHub);
    const { store } = theHub.hub;
    let left = times;
    const { hub } = await meddled(theHub, async () => {
      if ((left -= 1) < 0) return;
      const record = await store.agent(session.agent.id);
      await store.commit({ leases: [record!.lease] });
    });
    const reply = await hub.replication.sync(session.agent.id, await session.report(aChange('web')));
    return { reply, believed: await store.believed(session.agent.id), looks: times - left };
  }

  it.each([0, 1, MAX_CONFLICTS - 1])('%i times, what is reported is taken once', async (times) => {
    const { reply, believed, looks } = await interfered(times);
    expect(reply).toMatchObject({ kind: 'ok', answer: { acked: 1 } });
    expect(believed).toHaveLength(1);
    expect(looks).toBe(times + 1);
  });

  it('again and again, the agent has to come again', async () => {
    const { reply, believed, looks } = await interfered(1_000);
    expect([reply, believed, looks]).toEqual([{ kind: 'busy' }, [], MAX_CONFLICTS]);
  });
});

it('whoever was revoked between its token and its turn is nobody', async () => {
  const theHub = await aHub();
  const session = await anAgentSession(theHub);
  const { hub } = await meddled(theHub, () => theHub.hub.enrolment.revoke(session.agent.id));
  const reply = await hub.replication.sync(session.agent.id, await session.report(aChange('web')));
  expect(reply).toEqual({ kind: 'unknown' });
  expect(await theHub.hub.store.believed(session.agent.id)).toEqual([]);
});

it('a hello of another version of the protocol changes nothing', async () => {
  const theHub = await aHub();
  const session = await anAgentSession(theHub);
  const before = await theHub.hub.store.agent(session.agent.id);
  const reply = await theHub.hub.replication.hello(session.agent.id, session.hello({ protocol: 2 }));
  expect(reply).toEqual({ kind: 'protocol' });
  expect(await theHub.hub.store.agent(session.agent.id)).toEqual(before);
});

it('a whole fleet may greet at once, and none of it has to come again', async () => {
  const theHub = await aHub();
  const { hub } = theHub;
  const sessions = await Promise.all(
    Array.from({ length: 100 }, (_, n) => anAgentSession(theHub, { name: `host-${n}` })),
  );
  const records = await hub.store.agents({ limit: 100 });
  await hub.store.commit({ leases: records.map(({ lease }) => ({ ...lease, state: 'lost', until: null })) });
  const replies = await Promise.all(
    sessions.map((session) => hub.replication.hello(session.agent.id, session.hello())),
  );
  expect(new Set(replies.map(({ kind }) => kind))).toEqual(new Set(['ok']));
  expect(await hub.store.countAgents()).toMatchObject({ live: 100, lost: 0 });
  expect((await hub.store.hub())?.tip.seq).toBe(200);
});
