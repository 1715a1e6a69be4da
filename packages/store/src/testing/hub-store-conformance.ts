import { newJournal } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiToken, HubStore } from '../hub/hub-store.ts';
import { describeHubCommit } from './hub-commit-conformance.ts';
import { describeHubRecords } from './hub-records-conformance.ts';
import { describeHubRetention } from './hub-retention-conformance.ts';
import { agentId, aLease, anEnrolledAgent, anInvitation, aStream, enrolled } from './hub-samples.ts';
import { describeHubSubjects } from './hub-subjects-conformance.ts';

/** The behaviour that every `HubStore` owes. `open`: an empty one each time. */
export function describeHubStore(name: string, open: () => Promise<HubStore>): void {
  describe(`hub store: ${name}`, () => {
    let store: HubStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());
    const current = () => store;

    describe('identity', () => {
      const hub = { id: 'hub-1', since: NOON, tip: newJournal('own-epoch') };
      const token: ApiToken = { name: 'admin', sha256: 'c'.repeat(64), scope: 'operate' };

      it('begins with nothing', async () => {
        expect(await store.hub()).toBeNull();
        expect(await store.tokens()).toEqual([]);
        expect(await store.agents({ limit: 9 })).toEqual([]);
        expect(await store.countAgents()).toEqual({ enrolled: 0, live: 0, lost: 0, stopped: 0, revoked: 0 });
        expect(await store.countContainers()).toEqual({});
        expect(await store.agent(agentId('a'))).toBeNull();
        expect(await store.agentByKey('key-a')).toBeNull();
        expect(await store.epochOwner('own-epoch')).toBeNull();
        expect(await store.silences()).toEqual({ version: 0, all: [] });
      });

      it('is founded once', async () => {
        expect(await store.found(hub, token)).toBe(true);
        expect(await store.found({ ...hub, id: 'hub-2' }, { ...token, name: 'other' })).toBe(false);
        expect(await store.hub()).toEqual(hub);
        expect(await store.tokens()).toEqual([token]);
      });

      it('lets no agent have the epoch of its own journal', async () => {
        await store.found(hub, token);
        await enrolled(store, 'a');
        const begun = [{ agent: agentId('a'), epoch: hub.tip.epoch }];
        expect(await store.commit({ epochs: { begun, closed: [] } })).toBe(false);
      });
    });

    describe('enrolment', () => {
      const enrolment = (name: string, key: string) => ({
        invitation: anInvitation(key),
        now: NOON,
        agent: anEnrolledAgent(name),
        stream: aStream(name),
        lease: aLease(name),
      });

      it('lists the invitations that still hold, the newest first', async () => {
        const [first, second] = [anInvitation('i1'), anInvitation('i2', { since: NOON + 1, uses: 2 })];
        for (const each of [first, second, anInvitation('i3', { until: NOON + 5 })]) await store.invite(each);
        await store.invite(anInvitation('i4', { uses: 0 }));
        expect(await store.invitations(NOON + 5, 9)).toEqual([second, first]);
        expect(await store.invitations(NOON + 5, 1)).toEqual([second]);
      });

      it('finds an invitation by the public part of its token, however it is', async () => {
        const over = anInvitation('i1', { until: NOON - 1, uses: 0, agent: agentId('a') });
        for (const each of [over, anInvitation('i2')]) await store.invite(each);
        expect(await store.invitation('i1')).toEqual(over);
        expect(await store.invitation('i')).toBeNull();
      });

      it('makes an agent of whoever has an invitation, as often as it says', async () => {
        await store.invite(anInvitation('i', { uses: 2 }));
        expect(await store.enrol(enrolment('a', 'i'))).toBe(true);
        expect(await store.agent(agentId('a'))).toEqual({
          agent: anEnrolledAgent('a'),
          stream: aStream('a', { version: 1 }),
          lease: aLease('a', { version: 1 }),
        });
        expect(await store.agentByKey('key-a')).toEqual(anEnrolledAgent('a'));
        expect(await store.invitations(NOON, 9)).toMatchObject([{ key: 'i', uses: 1 }]);
        expect(await store.enrol(enrolment('b', 'i'))).toBe(true);
        expect(await store.enrol(enrolment('c', 'i'))).toBe(false);
        expect((await store.agents({ limit: 9 })).map(({ agent }) => agent.id)).toEqual(
          ['a', 'b'].map(agentId),
        );
      });

      it.each([
        ['unknown', 'nobody', {}, NOON],
        ['of another secret', 'i', { sha256: 'f'.repeat(64) }, NOON],
        ['over', 'i', {}, NOON + 3_600_000],
        ['for an agent that is not there', 'x', {}, NOON],
      ])('changes nothing by an invitation that is %s', async (_what, key, change, now) => {
        await store.invite(anInvitation('i'));
        await store.invite(anInvitation('x', { agent: agentId('x'), since: NOON - 1 }));
        const invitation = anInvitation(key, change);
        expect(await store.enrol({ ...enrolment('a', key), invitation, now })).toBe(false);
        expect(await store.agents({ limit: 9 })).toEqual([]);
        expect(await store.invitations(NOON, 9)).toMatchObject([{ uses: 1 }, { uses: 1 }]);
      });

      it('takes over no agent that is there already', async () => {
        const [before] = await enrolled(store, 'a');
        await store.invite(anInvitation('i'));
        const thief = anEnrolledAgent('a', { key: 'key-thief' });
        expect(await store.enrol({ ...enrolment('a', 'i'), agent: thief })).toBe(false);
        expect(await store.agent(agentId('a'))).toEqual(before);
      });

      it('gives an agent that comes back another token, and ends what it was about', async () => {
        const [before] = await enrolled(store, 'a');
        if (!before) throw new Error('no agent');
        const { agent, stream, lease } = before;
        const changed = { ...stream, session: 'session-1', stateSeq: 7 };
        const revoked = { ...agent, revokedAt: NOON + 1 };
        await store.commit({
          agents: [revoked],
          streams: [changed],
          leases: [{ ...lease, state: 'revoked', heardAt: 5 }],
        });
        await store.invite(anInvitation('back', { agent: agent.id }));
        const again = anEnrolledAgent('nobody', { key: 'key-2', sha256: 'd'.repeat(64), since: NOON + 9 });
        const since = NOON + 9;
        const back = { ...enrolment('nobody', 'back'), agent: again, lease: aLease('nobody', { since }) };
        expect(await store.enrol(back)).toBe(true);
        expect(await store.agent(agent.id)).toEqual({
          agent: { ...again, id: agent.id, since: NOON },
          stream: { ...changed, session: null, version: 3 },
          lease: aLease('a', { since, version: 3 }),
        });
        expect(await store.agentByKey(agent.key)).toBeNull();
        expect(await store.agent(agentId('nobody'))).toBeNull();
        expect(await store.commit({ fences: [{ ...changed, version: 2 }] })).toBe(false);
      });
    });

    describe('agents', () => {
      it('come in the order of their ids, a page at a time', async () => {
        const [c, a, b] = await enrolled(store, 'c', 'a', 'b');
        expect(await store.agents({ limit: 2 })).toEqual([a, b]);
        expect(await store.agents({ after: agentId('b'), limit: 2 })).toEqual([c]);
      });

      it('say what they are, and never who', async () => {
        const [a] = await enrolled(store, 'a');
        if (!a) throw new Error('no agent');
        const said = { host: { name: 'moved', os: null, arch: 'arm64', engine: null }, version: '2.0.0' };
        const says = { ...said, tells: 'agent', remembers: 'memory', revokedAt: NOON } as const;
        await store.commit({ agents: [{ ...a.agent, ...says, key: 'x', sha256: 'x', since: 0 }] });
        expect((await store.agent(a.agent.id))?.agent).toEqual({ ...a.agent, ...says });
      });

      it('expire when they live and are not heard, the longest silent first', async () => {
        const records = await enrolled(store, 'a', 'b', 'c', 'd');
        const untils = [NOON + 2, NOON + 1, NOON + 3, NOON];
        await store.commit({
          leases: records.map(({ lease }, n) => ({
            ...lease,
            state: n === 3 ? 'stopped' : 'live',
            until: untils[n] ?? null,
          })),
        });
        const ids = async (now: number, limit = 9) =>
          (await store.expired(now, limit)).map(({ agent }) => agent.id);
        expect(await ids(NOON + 1)).toEqual([]);
        expect(await ids(NOON + 3)).toEqual(['b', 'a'].map(agentId));
        expect(await ids(NOON + 3, 1)).toEqual([agentId('b')]);
        expect(await store.countAgents()).toEqual({ enrolled: 0, live: 3, lost: 0, stopped: 1, revoked: 0 });
      });
    });

    it('counts who is silent: whose lease is over, and who was lost of late', async () => {
      const records = await enrolled(store, 'a', 'b', 'c', 'd', 'e');
      const changes = [
        { state: 'live', until: NOON },
        { state: 'live', until: NOON + 1 },
        { state: 'lost', since: NOON },
        { state: 'lost', since: NOON - 1 },
        { state: 'stopped', since: NOON },
      ] as const;
      await store.commit({ leases: records.map(({ lease }, n) => ({ ...lease, ...changes[n] })) });
      const silent = (until: number, lostSince: number) => store.countSilent({ until, lostSince });
      expect(await silent(NOON, NOON + 1)).toEqual({ expired: 0, lost: 0 });
      expect(await silent(NOON + 1, NOON)).toEqual({ expired: 1, lost: 1 });
      expect(await silent(NOON + 2, 0)).toEqual({ expired: 2, lost: 2 });
    });

    describeHubCommit(current);
    describeHubSubjects(current);
    describeHubRecords(current);
    describeHubRetention(current);
  });
}
