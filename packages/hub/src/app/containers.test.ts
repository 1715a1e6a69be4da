import { fleetContainerDetail, fleetContainerPage, problem } from '@hale/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { aChange, anAgentSession } from '../testing/agent.ts';
import { aFleet, type TestFleet } from '../testing/fleet.ts';

let theFleet: TestFleet;
beforeEach(async () => {
  theFleet = await aFleet();
});

const page = async (query: string) =>
  fleetContainerPage.parse((await theFleet.ask(`/containers${query}`)).json);
const names = async (query: string) =>
  (await page(query)).items.map(({ host, name }) => `${host} ${name}`).toSorted();

describe('the containers of all hosts', () => {
  it('come in pages, each once', async () => {
    const subjects: string[] = [];
    let after = '';
    for (;;) {
      const { items, next } = await page(`?limit=2${after}`);
      subjects.push(...items.map(({ subject }) => subject));
      if (next === null) break;
      after = `&after=${encodeURIComponent(next)}`;
    }
    expect(subjects).toEqual(subjects.toSorted());
    expect(new Set(subjects).size).toBe(7);
  });

  it('are unknown under an agent that is not heard, and what they were is there', async () => {
    const { items } = await page('?agent=barn');
    expect(items).toMatchObject([
      { name: 'web', host: 'barn', agentState: 'lost', condition: 'unknown', lastCondition: 'healthy' },
    ]);
  });

  it.each([
    ['?condition=unhealthy', ['shed db']],
    ['?condition=unknown', ['barn web']],
    [
      '?condition=healthy&condition=unhealthy',
      ['shed cache', 'shed db', 'shed shop-web-1', 'shed shop-web-2'],
    ],
    ['?project=shop', ['shed shop-web-1', 'shed shop-web-2']],
    ['?name=shop-*-2', ['shed shop-web-2']],
    ['?name=w?b', ['barn web', 'twin web', 'twin web']],
    ['?name=%5Bw%5Deb', []],
    ['?agent=shed&name=web', []],
  ])('are those that are asked for by %s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it.each([
    ['?condition=ill', 400, 'condition.0'],
    ['?after=container/web', 400, 'after'],
    ['?label=x', 400, 'label'],
    ['?agent=nobody', 404, undefined],
    ['?agent=twin', 409, 'agent'],
  ])('are not by %s', async (query, expected, path) => {
    const { status, json } = await theFleet.ask(`/containers${query}`);
    expect([status, problem.parse(json).errors?.[0]?.path]).toEqual([expected, path]);
  });
});

describe('one container', () => {
  const one = async (name: string) => {
    const { status, json } = await theFleet.ask(`/containers/${encodeURIComponent(name)}`);
    return status === 200 ? fleetContainerDetail.parse(json) : status;
  };

  it('is as it was last told, with what became of it', async () => {
    const { id } = theFleet.shed.agent;
    await theFleet.shed.sync(aChange('db', 'healthy', { n: 5 }));
    expect(await one('db')).toEqual({
      subject: `agent/${id}/container/db`,
      agent: id,
      host: 'shed',
      agentState: 'live',
      condition: 'healthy',
      lastCondition: 'healthy',
      since: '2026-01-01T12:00:05.000Z',
      flapping: false,
      id: 'db'.padEnd(64, '0'),
      name: 'db',
      image: 'nginx:1',
      project: null,
      service: null,
      exitCode: null,
      failingStreak: null,
      output: null,
      skewMs: 0,
      transitions: [
        expect.objectContaining({ to: 'healthy', host: 'shed', subject: `agent/${id}/container/db` }),
        expect.objectContaining({ to: 'unhealthy', output: 'refused' }),
      ],
    });
  });

  it.each([
    ['shed/shop/web', 'shop-web-1'],
    ['shed/shop/web/2', 'shop-web-2'],
    ['shed/shop-web-2', 'shop-web-2'],
    ['shed/db', 'db'],
    ['barn/web', 'web'],
    ['cache', 'cache'],
  ])('goes by %s', async (name, expected) => {
    expect(await one(name)).toMatchObject({ name: expected });
  });

  it('goes by its subject', async () => {
    const [first, second] = theFleet.twins;
    for (const { agent } of [first, second])
      expect(await one(`agent/${agent.id}/container/web`)).toMatchObject({ agent: agent.id, name: 'web' });
  });

  it.each([
    'nobody',
    'shed/web',
    'shed/shop/nobody',
    'shed/shop/web/3',
    'nowhere/web',
    'w*',
    'd?',
    '/',
    'shed/',
    'shed/shop/web/1/1',
  ])('is not %s', async (name) => {
    expect(await one(name)).toBe(404);
  });

  it('is not what an agent tells of besides', async () => {
    const { id } = theFleet.shed.agent;
    for (const subject of [`agent/${id}`, `agent/${id}/engine`, `agent/${'x'.repeat(26)}/container/web`])
      expect([subject, await one(subject)]).toEqual([subject, 404]);
  });

  it('is one, or else they are named', async () => {
    const { status, json } = await theFleet.ask('/containers/web');
    expect([status, problem.parse(json).detail]).toEqual([
      409,
      expect.stringContaining('/container/web, agent/'),
    ]);
    expect(await one('twin/web')).toBe(409);
  });

  it('is shown whatever it is called', async () => {
    const session = await anAgentSession(theFleet, {
      name: 'loft',
      changes: [aChange('<b>%2f"\u202e\n', 'healthy', { output: '\u0000' })],
    });
    const { items } = await page(`?agent=${session.agent.id}`);
    expect(items).toMatchObject([{ name: '<b>%2f"\u202e\n', output: '\u0000' }]);
    expect(await one(items[0]?.subject ?? '')).toMatchObject({ name: '<b>%2f"\u202e\n' });
  });
});
