import type { Sql } from '@hale/store';
import { afterEach, describe, expect, it } from 'vitest';
import { aChange, anAgentSession, lose, type TestSession } from './testing/agent.ts';
import { TellingHub } from './testing/telling.ts';

const MINUTE_MS = 60_000;

const running: TellingHub[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

async function oneAgent(): Promise<{ telling: TellingHub; shed: TestSession }> {
  const telling = await TellingHub.start();
  running.push(telling);
  return { telling, shed: await anAgentSession(telling.hub, { changes: [aChange('web')] }) };
}

/** The container web goes down and up, a second each, so many times. */
async function turns(telling: TellingHub, shed: TestSession, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    const at = (telling.hub.clock.now() - Date.UTC(2026, 0, 1, 12)) / 1_000;
    await shed.sync(aChange('web', n % 2 ? 'unhealthy' : 'healthy', { n: at }));
    await telling.pass(1_000, shed);
  }
}

describe('what goes up and down by turns', () => {
  it('is told to flap once, none of its turns, and how it is after 15 quiet minutes', async () => {
    const { telling, shed } = await oneAgent();
    await turns(telling, shed, 28);
    await telling.pass(30_000, shed);
    expect(telling.news()).toEqual([
      'ops: shed container/web unhealthy',
      'ops: shed container/web flaps healthy',
    ]);
    await telling.pass(14 * MINUTE_MS, shed);
    expect(telling.news()).toEqual([]);
    await telling.pass(2 * MINUTE_MS, shed);
    expect(telling.news()).toEqual(['ops: shed container/web is steady healthy']);
    await telling.pass(60 * MINUTE_MS, shed);
    expect(telling.news()).toEqual([]);
    expect(await telling.hub.hub.store.restless({ limit: 9 })).toEqual([]);
  });

  it('is not looked at while its agent is out of sight', async () => {
    const { telling, shed } = await oneAgent();
    await turns(telling, shed, 8);
    telling.news();
    await lose(telling.hub, shed);
    const before = await telling.hub.hub.store.restless({ limit: 9 });
    await telling.pass(60 * MINUTE_MS);
    expect(await telling.hub.hub.store.restless({ limit: 9 })).toEqual(before);
    expect(telling.news()).toEqual([]);
  });

  it('is told so to a destination that is new', async () => {
    const { telling, shed } = await oneAgent();
    await turns(telling, shed, 9);
    await telling.pass(MINUTE_MS, shed);
    telling.news();
    await telling.restart({ names: ['ops', 'team'] });
    await telling.pass(MINUTE_MS, shed);
    expect(telling.news()).toEqual(['team: shed container/web flaps unhealthy']);
  });

  it('is its agent’s to tell, where that tells', async () => {
    const { telling, shed } = await oneAgent();
    await shed.greet({ tells: 'agent' });
    await turns(telling, shed, 8);
    await telling.pass(30 * MINUTE_MS, shed);
    expect(telling.news()).toEqual([]);
    expect(await telling.hub.hub.store.restless({ limit: 9 })).toEqual([]);
  });
});

it('what is reported while it is looked at is what is believed', async () => {
  const { telling, shed } = await oneAgent();
  await turns(telling, shed, 8);
  const { agent } = shed;
  let isNext = false;
  const over = (sql: Sql): Sql => ({
    ...sql,
    query: async (statement) => {
      const rows = await sql.query(statement);
      if (isNext && statement.sql.includes('"ring" <> 0')) {
        isNext = false;
        await telling.hub.hub.replication.sync(agent.id, await shed.report(aChange('web', 'removed')));
      }
      return rows;
    },
  });
  await telling.restart({ over });
  isNext = true;
  await telling.pass(2 * MINUTE_MS, shed);
  expect(isNext).toBe(false);
  expect(await telling.hub.hub.store.believed(agent.id)).toEqual([]);
});

it('more than a page of them are all looked at, and none is kept by those that cannot be', async () => {
  const { telling, shed } = await oneAgent();
  const barn = await anAgentSession(telling.hub, { name: 'barn' });
  const { store } = telling.hub.hub;
  await telling.pass(MINUTE_MS, shed, barn);
  await lose(telling.hub, shed);
  const [row] = await store.believed(shed.agent.id);
  const restless = (agent: string) =>
    Array.from({ length: 1_200 }, (_, n) => ({
      ...row!,
      agent,
      subject: `container/c${n}`,
      flapping: { ring: 1, was: 'up' as const, flapping: false },
    }));
  await store.commit({ believed: [...restless(shed.agent.id), ...restless(barn.agent.id)] });
  await telling.pass(MINUTE_MS, barn);
  const rings = async (agent: string) =>
    new Set((await store.believed(agent)).map(({ flapping }) => flapping.ring));
  expect(await rings(barn.agent.id)).toEqual(new Set([2]));
  expect(await rings(shed.agent.id)).toContain(1);
});
