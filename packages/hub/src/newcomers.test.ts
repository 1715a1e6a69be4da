import { afterEach, describe, expect, it } from 'vitest';
import { tellNewcomers } from './newcomers.ts';
import { aChange, anAgentSession, lose, type TestSession } from './testing/agent.ts';
import { TellingHub } from './testing/telling.ts';

const MINUTE_MS = 60_000;
/** By then everybody is told: messages that come together are sent one after another. */
const TOLD_MS = 3 * MINUTE_MS;

const running: TellingHub[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

/** `ops` is told what is bad of these agents, and `team` comes with a restart: what either is told then. */
async function restarted(
  agents: (telling: TellingHub) => Promise<readonly TestSession[]>,
  names = ['ops', 'team'],
): Promise<readonly string[]> {
  const telling = await TellingHub.start();
  running.push(telling);
  const alive = await agents(telling);
  await telling.pass(TOLD_MS, ...alive);
  telling.news();
  await telling.restart({ names });
  await telling.pass(TOLD_MS, ...alive);
  return telling.news().toSorted();
}

const shedAndBarn = async ({ hub }: TellingHub) => [
  await anAgentSession(hub, { name: 'shed', changes: [aChange('web'), aChange('db', 'unhealthy')] }),
  await anAgentSession(hub, { name: 'barn', changes: [aChange('db', 'crashed')] }),
];

describe('at its start a hub tells', () => {
  it('a destination that is new what is bad already, and one that it knows nothing again', async () => {
    expect(await restarted(shedAndBarn)).toEqual([
      'team: barn container/db crashed',
      'team: shed container/db unhealthy',
    ]);
    expect(await restarted(shedAndBarn, ['ops'])).toEqual([]);
  });

  it('nothing of containers that their agent tells of', async () => {
    const told = await restarted(async (telling) => {
      const [shed, barn] = (await shedAndBarn(telling)) as [TestSession, TestSession];
      await barn.greet({ tells: 'agent' });
      return [shed, barn];
    });
    expect(told).toEqual(['team: shed container/db unhealthy']);
  });

  it('of an agent that is lost, whoever tells of its containers, and not of those', async () => {
    const told = await restarted(async (telling) => {
      const [shed, barn] = (await shedAndBarn(telling)) as [TestSession, TestSession];
      await barn.greet({ tells: 'agent' });
      await telling.pass(2 * MINUTE_MS, shed, barn);
      await telling.pass(2 * MINUTE_MS, shed);
      return [shed];
    });
    expect(told).toEqual(['team: barn unknown', 'team: shed container/db unhealthy']);
  });

  it('nothing of one that was revoked', async () => {
    const told = await restarted(async (telling) => {
      const [shed, barn] = (await shedAndBarn(telling)) as [TestSession, TestSession];
      await telling.hub.hub.enrolment.revoke(barn.agent.id);
      return [shed];
    });
    expect(told).toEqual(['team: shed container/db unhealthy']);
  });

  it('only of the fleet, while that is suspect', async () => {
    const told = await restarted(async (telling) => {
      const agents: TestSession[] = [];
      for (let n = 0; n < 8; n += 1) agents.push(await anAgentSession(telling.hub, { name: `host-${n}` }));
      await telling.pass(2 * MINUTE_MS, ...agents);
      await telling.pass(5 * MINUTE_MS);
      return [];
    });
    expect(told).toEqual(['team: fleet unknown']);
  });
});

it('what has changed meanwhile is looked at anew', async () => {
  const telling = await TellingHub.start();
  running.push(telling);
  const [shed] = (await shedAndBarn(telling)) as [TestSession];
  const { store } = telling.hub.hub;
  const missed: string[][] = [];
  const ledger = {
    lookAndWrite: async () => true,
    write: async (findings: { missed: readonly { subject: string; to: string }[] }) => {
      missed.push(findings.missed.map(({ to }) => to));
      if (missed.length > 1) return true;
      await shed.sync(aChange('db', 'looping', { n: 9 }));
      return false;
    },
  } as never;
  await lose(telling.hub, shed);
  await tellNewcomers({ store, ledger, clock: telling.hub.clock });
  expect(missed.flat().toSorted()).toEqual(['crashed', 'looping', 'unhealthy']);
});

it('says so where nothing can be written', async () => {
  const telling = await TellingHub.start();
  running.push(telling);
  const { store } = telling.hub.hub;
  const ledger = { lookAndWrite: async () => false } as never;
  await expect(tellNewcomers({ store, ledger, clock: telling.hub.clock })).rejects.toMatchObject({
    code: 'conflict',
  });
});
