import { newJournal } from '@hale/core';
import { describe, expect, it } from 'vitest';
import type { HubStore, LeaseState, SubjectQuery } from '../hub/hub-store.ts';
import { aFleetSubject, agentId, enrolled, someReceived } from './hub-samples.ts';
import { aChange } from './samples.ts';

/** What is to be believed of all that agents tell, and how it is found. */
export function describeHubSubjects(current: () => HubStore): void {
  describe('subjects', () => {
    /** Of the live agent a and the agent b: two containers each, an engine and a destination. */
    async function told(stateOfB: LeaseState): Promise<void> {
      const [a, b] = await enrolled(current(), 'a', 'b');
      if (!a || !b) throw new Error('no agents');
      const changes = [
        aChange('db', { to: 'unhealthy' }),
        aChange('web[1]'),
        aChange('', { subject: 'engine', to: 'running' }),
        aChange('', { subject: 'destination/ops', to: 'healthy' }),
      ];
      const believed = await Promise.all(
        ['a', 'b'].map(async (name) => {
          const received = await someReceived(name, newJournal(`epoch-${name}`), changes);
          return received.map(({ chained: { entry } }) => {
            const { container, ...rest } = entry;
            if (entry.subject.startsWith('container/') && container)
              return aFleetSubject(name, { ...entry, container: { ...container, project: `p-${name}` } });
            return aFleetSubject(name, rest);
          });
        }),
      );
      await current().commit({
        leases: [
          { ...a.lease, state: 'live' },
          { ...b.lease, state: stateOfB },
        ],
        believed: believed.flat(),
      });
    }

    const found = async (query: Partial<SubjectQuery>) =>
      (await current().subjects({ limit: 99, ...query })).map(
        ({ agent, subject }) => `${agent[0]} ${subject}`,
      );

    it('come in the order of agent and subject, with their host and whether it is heard', async () => {
      await told('lost');
      const all = await found({});
      expect(all).toEqual([
        'a container/db',
        'a container/web[1]',
        'a destination/ops',
        'a engine',
        'b container/db',
        'b container/web[1]',
        'b destination/ops',
        'b engine',
      ]);
      const [first] = await current().subjects({ agent: agentId('b'), limit: 1 });
      const [believed] = await current().believed(agentId('b'));
      expect(first).toEqual({ ...believed, host: 'host-b', lease: 'lost' });
    });

    it('come a page at a time', async () => {
      await told('live');
      const all = await found({});
      const pages: string[] = [];
      let after: SubjectQuery['after'];
      for (;;) {
        const page = await current().subjects({ limit: 3, ...(after ? { after } : {}) });
        pages.push(...page.map(({ agent, subject }) => `${agent[0]} ${subject}`));
        const last = page.at(-1);
        if (!last) break;
        after = { agent: last.agent, subject: last.subject };
      }
      expect(pages).toEqual(all);
    });

    it.each<readonly [Partial<SubjectQuery>, readonly string[]]>([
      [{ kind: 'engine' }, ['a engine', 'b engine']],
      [{ kind: 'destination', agent: agentId('b') }, ['b destination/ops']],
      [{ project: 'p-a' }, ['a container/db', 'a container/web[1]']],
      [{ name: 'web[1]' }, ['a container/web[1]', 'b container/web[1]']],
      [{ name: 'd?', agent: agentId('a') }, ['a container/db']],
      [{ name: 'w*1]', agent: agentId('a') }, ['a container/web[1]']],
      [{ name: 'W*' }, []],
      [{ name: 'web[0-9]' }, []],
      [{ name: '?' }, []],
      [{ conditions: ['unhealthy'] }, ['a container/db']],
      [{ conditions: ['unknown'] }, ['b container/db', 'b container/web[1]']],
      [
        { conditions: ['unknown', 'healthy'], agent: agentId('a') },
        ['a container/web[1]', 'a destination/ops'],
      ],
      [{ conditions: ['healthy'], agent: agentId('b') }, ['b destination/ops']],
      [{ conditions: ['running'] }, ['a engine', 'b engine']],
      [{ conditions: [] }, []],
      [{ name: `'; drop table believed; --` }, []],
    ])('are found by %j', async (query, expected) => {
      await told('lost');
      expect(await found(query)).toEqual(expected);
    });

    it.each<readonly [LeaseState, Readonly<Record<string, number>>]>([
      ['live', { healthy: 2, unhealthy: 2 }],
      ['lost', { healthy: 1, unhealthy: 1, unknown: 2 }],
      ['stopped', { healthy: 1, unhealthy: 1, unknown: 2 }],
      ['revoked', { healthy: 1, unhealthy: 1, unknown: 2 }],
      ['enrolled', { healthy: 1, unhealthy: 1, unknown: 2 }],
    ])('of an agent that is %s count as what is to be believed', async (state, counts) => {
      await told(state);
      expect(await current().countContainers()).toEqual(counts);
    });

    it('that are restless come a page at a time', async () => {
      const changes = ['x', 'y', 'z'].map((name) => aChange(name));
      const received = await someReceived('a', newJournal('epoch-a'), changes);
      const believed = received.map(({ chained: { entry } }, n) =>
        aFleetSubject('a', entry, { ring: n, was: 'up', flapping: false }),
      );
      await current().commit({ believed });
      expect(await current().restless({ limit: 9 })).toEqual(believed.slice(1));
      expect(await current().restless({ limit: 1 })).toEqual(believed.slice(1, 2));
      const after = { agent: agentId('a'), subject: 'container/y' };
      expect(await current().restless({ after, limit: 9 })).toEqual(believed.slice(2));
    });
  });
}
