import { describe, expect, it } from 'vitest';
import { list } from './list.ts';
import { answering, fixture } from './testing/http.ts';

async function listed(...items: object[]) {
  const body = items.map((item) => ({ Id: 'c0ffee'.padEnd(64, '0'), State: 'running', ...item }));
  return list(answering(() => ({ body })).engine);
}

describe('list', () => {
  it('asks for those with a process, or for all, or for what filters match', async () => {
    const { engine, received } = answering(() => ({ body: [] }));
    await list(engine);
    await list(engine, { all: true, filters: { health: ['unhealthy'], label: [] } });
    const queries = received.map(({ path, query }) => [path, ...query]);
    expect(queries).toEqual([
      ['/v1.45/containers/json'],
      ['/v1.45/containers/json', ['all', '1'], ['filters', '{"health":["unhealthy"]}']],
    ]);
  });

  it.each(['docker-20.10', 'docker-26.1'])('reads a real answer of %s', async (engine) => {
    const { engine: over } = answering(() => ({ body: fixture(`list-${engine}.json`) }));
    expect(await list(over, { all: true })).toMatchObject([
      { name: 'created', status: 'created', healthStatus: null },
      { name: 'plain', status: 'paused', healthStatus: null },
      {
        id: expect.stringMatching(/^[0-9a-f]{64}$/),
        name: 'healthy',
        image: 'hale-test:1',
        labels: { 'com.docker.compose.project': 'p', 'hale.x': 'é<b>' },
        status: 'running',
        healthStatus: 'unhealthy',
      },
    ]);
  });

  it("reads Podman's, which does not tell health", async () => {
    const { engine } = answering(() => ({ body: fixture('list-podman-4.3.json') }));
    expect(await list(engine)).toMatchObject([
      { name: 'healthy', status: 'running', healthStatus: null },
      { name: 'plain', status: 'paused', healthStatus: null },
      { name: 'created', status: 'created', healthStatus: null },
    ]);
  });

  it.each([
    ['Up 3 minutes (healthy)', 'healthy'],
    ['Up 3 minutes (unhealthy)', 'unhealthy'],
    ['Up 1 second (health: starting)', 'starting'],
    ['Up 3 minutes', null],
    ['Up 3 minutes (healthy) (Paused)', null],
    ['', null],
    [undefined, null],
  ])('takes the sentence %j for %s', async (Status, healthStatus) => {
    expect(await listed({ Status })).toMatchObject([{ healthStatus }]);
  });

  it.each([
    ['healthy', 'healthy'],
    ['starting', 'starting'],
    ['none', null],
  ])('takes the field %s for %s, whatever the sentence says', async (word, healthStatus) => {
    const Health = { Status: word, FailingStreak: 0 };
    expect(await listed({ Health, Status: 'Up 3 minutes (unhealthy)' })).toMatchObject([{ healthStatus }]);
  });

  it('believes no health of what does not run: engines force it to unhealthy', async () => {
    const Health = { Status: 'unhealthy', FailingStreak: 0 };
    expect(await listed({ State: 'paused', Health }, { State: 'exited', Health })).toMatchObject([
      { healthStatus: null },
      { healthStatus: null },
    ]);
  });

  it.each([
    [['/web'], 'web'],
    [['/other/db', '/web'], 'web'],
    [['/other/db'], 'other/db'],
    [['web'], 'web'],
    [[], 'c0ffee000000'],
    [null, 'c0ffee000000'],
  ])('takes the names %j for %s', async (Names, name) => {
    expect(await listed({ Names })).toMatchObject([{ name }]);
  });

  it('names the item and field that are amiss', async () => {
    await expect(listed({}, { State: 'floating' })).rejects.toMatchObject({
      code: 'protocol',
      path: '1.State',
    });
    await expect(listed({ Id: '' })).rejects.toMatchObject({ path: '0.Id' });
  });
});
