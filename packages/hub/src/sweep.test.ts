import { HaleError } from '@hale/core';
import { NOON } from '@hale/core/testing';
import type { Sql } from '@hale/store';
import { afterEach, describe, expect, it } from 'vitest';
import type { Findings } from './ledger.ts';
import { GRACE_MS, SUSPECT_AGENTS, SUSPECT_FOR_MS, SWEEP_MS, Sweep, type SweepOptions } from './sweep.ts';
import { aChange, anAgentSession, type TestSession } from './testing/agent.ts';
import { aRecord } from './testing/record.ts';
import { TellingHub } from './testing/telling.ts';

const MINUTE_MS = 60_000;
const LEASE_MS = 55_000;
/** Of a hub that has begun. */
const BEGINNING_MS = 2 * LEASE_MS + SWEEP_MS;
/** By then whoever is silent is missed. */
const MISSED_MS = LEASE_MS + GRACE_MS + SWEEP_MS;
/** By then everybody is told: messages that come together are sent one after another. */
const TOLD_MS = 5 * MINUTE_MS;

const running: TellingHub[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

/** A hub that has listened for long enough to so many agents, and still does. */
async function listening(count: number): Promise<{ telling: TellingHub; agents: readonly TestSession[] }> {
  const telling = await TellingHub.start();
  running.push(telling);
  const agents: TestSession[] = [];
  for (let n = 0; n < count; n += 1) agents.push(await anAgentSession(telling.hub, { name: `host-${n}` }));
  await telling.pass(BEGINNING_MS, ...agents);
  return { telling, agents };
}

const states = ({ hub: { hub } }: TellingHub) => hub.store.countAgents();
const hosts = (prefix: string, sessions: readonly TestSession[], to: string) =>
  sessions.map(({ agent }) => `${prefix}: ${agent.host.name} ${to}`).toSorted();

describe('an agent that falls silent', () => {
  it('is lost when its lease and the grace are over, and not before; with one message, and one when it is back', async () => {
    const { telling, agents } = await listening(2);
    const [shed, barn] = agents as [TestSession, TestSession];
    await telling.pass(LEASE_MS, barn);
    expect([await states(telling), telling.news()]).toMatchObject([{ live: 2, lost: 0 }, []]);
    await telling.pass(MISSED_MS - LEASE_MS, barn);
    expect(await states(telling)).toMatchObject({ live: 1, lost: 1 });
    expect(telling.news()).toEqual(['ops: host-0 unknown']);
    await telling.pass(10 * MINUTE_MS, barn);
    expect(telling.news()).toEqual([]);
    await telling.pass(MINUTE_MS, shed, barn);
    expect(telling.news()).toEqual(['ops: host-0 running']);
  });

  it('takes its containers out of sight: nothing is told of them until it is back, and then what waited', async () => {
    const { telling, agents } = await listening(1);
    const [shed] = agents as [TestSession];
    const { hub, app } = telling.hub;
    await shed.sync(aChange('web'), aChange('db', 'unhealthy'));
    await telling.pass(MINUTE_MS, shed);
    expect(telling.news()).toEqual(['ops: host-0 container/db unhealthy']);
    const now = (telling.hub.clock.now() - Date.UTC(2026, 0, 1, 12)) / 1_000;
    await shed.sync(aChange('web', 'crashed', { n: now }));
    await telling.hub.clock.advance(1_000);
    // Its five seconds are not over when it falls silent.
    const record = await hub.store.agent(shed.agent.id);
    await hub.store.commit({ leases: [{ ...record!.lease, state: 'lost', until: null }] });
    await telling.pass(10 * MINUTE_MS);
    expect(telling.news()).toEqual([]);
    expect(await hub.store.countContainers()).toEqual({ unknown: 2 });
    const listed = await (await app.request('/containers')).json();
    expect(listed).toMatchObject({ items: [{ condition: 'unknown' }, { condition: 'unknown' }] });
    await telling.pass(MINUTE_MS, shed);
    expect(telling.news()).toEqual(['ops: host-0 container/web crashed']);
    expect(await hub.store.countContainers()).toEqual({ crashed: 1, unhealthy: 1 });
  });

  it('having said bye is not missed', async () => {
    const { telling, agents } = await listening(1);
    const [shed] = agents as [TestSession];
    const { session, instance } = shed;
    await shed.post('bye', { session, instance, reason: 'shutdown' });
    await telling.pass(60 * MINUTE_MS);
    expect([await states(telling), telling.news()]).toMatchObject([{ stopped: 1, lost: 0 }, []]);
  });
});

describe('many that fall silent at once', () => {
  it(`up to ${SUSPECT_AGENTS} are told one by one`, async () => {
    const { telling, agents } = await listening(SUSPECT_AGENTS);
    await telling.pass(TOLD_MS);
    expect(telling.news().toSorted()).toEqual(hosts('ops', agents, 'unknown'));
  });

  it.each([
    [SUSPECT_AGENTS + 1, SUSPECT_AGENTS + 1, true],
    [20, 6, false],
    [20, 7, true],
  ])('of %i, %i: the hub is suspect: %s', async (count, silent, suspect) => {
    const { telling, agents } = await listening(count);
    await telling.pass(TOLD_MS, ...agents.slice(silent));
    const each = hosts('ops', agents.slice(0, silent), 'unknown');
    expect(telling.news().toSorted()).toEqual(suspect ? ['ops: fleet unknown'] : each);
  });

  it('are 500: one message, one when they are back, and then one for each that is not', async () => {
    const { telling, agents } = await listening(500);
    // Their last words were up to one sync apart.
    for (let n = 0; n < 15; n += 1) {
      await telling.hub.clock.advance(1_000);
      for (const session of agents.slice(n * 34, (n + 1) * 34)) await session.sync();
    }
    await telling.pass(20 * MINUTE_MS);
    expect(await states(telling)).toMatchObject({ live: 0, lost: 500 });
    expect(telling.news()).toEqual(['ops: fleet unknown']);

    const [gone, back] = [agents.slice(0, 3), agents.slice(3)];
    await telling.pass(2 * MINUTE_MS, ...back);
    expect(await states(telling)).toMatchObject({ live: 497, lost: 3 });
    expect(telling.news().toSorted()).toEqual(['ops: fleet running', ...hosts('ops', gone, 'unknown')]);
    await telling.pass(2 * MINUTE_MS, ...agents);
    expect(telling.news().toSorted()).toEqual(hosts('ops', gone, 'running'));
  });

  it('and never come back: who falls silent much later is told', async () => {
    const { telling, agents } = await listening(20);
    const [gone, stays] = [agents.slice(0, 8), agents.slice(8)];
    await telling.pass(SUSPECT_FOR_MS + 2 * MINUTE_MS, ...stays);
    expect(telling.news()).toEqual(['ops: fleet unknown']);
    expect(gone).toHaveLength(8);
    await telling.pass(TOLD_MS, ...stays.slice(1));
    expect(telling.news()).toEqual(hosts('ops', stays.slice(0, 1), 'unknown'));
  });

  it('and are back before they are lost: only the fleet is told', async () => {
    const { telling, agents } = await listening(10);
    await telling.pass(MISSED_MS);
    expect(telling.news()).toEqual(['ops: fleet unknown']);
    await telling.pass(MINUTE_MS, ...agents);
    expect(telling.news()).toEqual(['ops: fleet running']);
    const history = await telling.hub.hub.store.history({ limit: 100 });
    expect(history.filter(({ subject, to }) => subject !== 'fleet' && to === 'unknown')).toEqual([]);
  });

  it('whoever is lost in the moment in which the fleet is well again is told', async () => {
    const { telling, agents } = await listening(10);
    await telling.pass(MISSED_MS);
    const [gone, back] = [agents.slice(0, 2), agents.slice(2)];
    await telling.pass(2 * MINUTE_MS, ...back);
    const [down, ...rest] = telling.news();
    expect(down).toBe('ops: fleet unknown');
    expect(rest.toSorted()).toEqual(['ops: fleet running', ...hosts('ops', gone, 'unknown')]);
  });

  it('nobody who was lost long before makes the fleet suspect', async () => {
    const { telling, agents } = await listening(12);
    const [dead, alive] = [agents.slice(0, 9), agents.slice(9)];
    for (const session of dead) {
      const record = await telling.hub.hub.store.agent(session.agent.id);
      await telling.hub.hub.store.commit({ leases: [{ ...record!.lease, state: 'lost', until: null }] });
    }
    await telling.pass(MISSED_MS, ...alive.slice(1));
    expect(telling.news()).toEqual(['ops: host-9 unknown']);
  });
});

describe('nobody is lost because of the hub', () => {
  it('that was away for hours: each has the time of a beginning', async () => {
    const { telling, agents } = await listening(3);
    await telling.restart({ awayMs: 8 * 60 * MINUTE_MS });
    await telling.pass(2 * LEASE_MS - SWEEP_MS);
    expect([await states(telling), telling.news()]).toMatchObject([{ live: 3, lost: 0 }, []]);
    for (const session of agents.slice(1)) await session.sync();
    await telling.pass(TOLD_MS, ...agents.slice(1));
    expect(telling.news()).toEqual(['ops: host-0 unknown']);
  });

  it('whose clock is put forward by an hour', async () => {
    const { telling, agents } = await listening(3);
    telling.hub.clock.jump(60 * MINUTE_MS);
    await telling.pass(10 * MINUTE_MS, ...agents);
    expect([await states(telling), telling.news()]).toMatchObject([{ live: 3, lost: 0 }, []]);
  });

  it('whose clock is put back by an hour: and who is gone is missed all the same', async () => {
    const { telling, agents } = await listening(3);
    telling.hub.clock.jump(-60 * MINUTE_MS);
    await telling.pass(BEGINNING_MS + MISSED_MS, ...agents.slice(1));
    expect(await states(telling)).toMatchObject({ live: 2, lost: 1 });
    expect(telling.news()).toEqual(['ops: host-0 unknown']);
  });

  it.each(['read', 'written'] as const)('whose disk could not be %s for a while', async (what) => {
    const { telling, agents } = await listening(3);
    let isBroken = false;
    const failing = () => Promise.reject(new HaleError('storage', 'the disk is gone'));
    const over = (sql: Sql): Sql => ({
      ...sql,
      query: (statement) => (isBroken && what === 'read' ? failing() : sql.query(statement)),
      batch: (statements, guards) => (isBroken ? failing() : sql.batch(statements, guards)),
    });
    await telling.restart({ over });
    await telling.pass(BEGINNING_MS, ...agents);
    isBroken = true;
    await telling.pass(10 * MINUTE_MS);
    expect(await telling.hub.hub.status()).toMatchObject({ status: 'fail' });
    isBroken = false;
    await telling.pass(2 * LEASE_MS - SWEEP_MS);
    expect(await states(telling)).toMatchObject({ live: 3, lost: 0 });
    for (const session of agents.slice(1)) await session.sync();
    await telling.pass(TOLD_MS, ...agents.slice(1));
    expect(telling.news()).toEqual(['ops: host-0 unknown']);
  });

  it('whose machine slept, whether or not its monotonic clock counts that', async () => {
    const { lost, pass, minutes } = sweeping();
    await pass(0);
    await minutes(1);
    await pass(60 * MINUTE_MS);
    await minutes(1);
    await pass(60 * MINUTE_MS, 0);
    await minutes(1);
    expect(lost).toEqual([]);
    await minutes(1);
    expect(lost).not.toEqual([]);
  });
});

it('a store that takes seconds to answer keeps nobody from being missed', async () => {
  const { lost, minutes } = sweeping({ answersAfterMs: 6_000 });
  await minutes(4);
  expect(lost).not.toEqual([]);
});

/** A hub of one agent that falls silent, whose time is made by hand. */
function sweeping({ answersAfterMs = 0 } = {}) {
  const lost: string[] = [];
  const time = { wall: NOON, mono: 0 };
  const record = aRecord();
  const store = {
    expired: async (before: number) => (record.lease.until! < before ? [record] : []),
    history: async () => [],
    countAgents: async () => ({ live: 1 }),
    countSilent: async () => ({ expired: 1, lost: 0 }),
    agents: async () => [],
  };
  const goBy = (ms: number, monoMs = ms): void => {
    time.wall += ms;
    time.mono += monoMs;
  };
  const sweep = new Sweep({
    store,
    clock: { now: () => time.wall, monotonic: () => time.mono },
    syncMs: async () => {
      goBy(answersAfterMs);
      return 15_000;
    },
    ledger: {
      failure: null,
      write: async ({ batch }: Findings) => lost.push(...batch.leases!.map(({ state }) => state)),
    },
  } as unknown as SweepOptions);
  const pass = async (ms: number, monoMs = ms): Promise<void> => {
    goBy(ms, monoMs);
    await sweep.round();
  };
  const minutes = async (count: number): Promise<void> => {
    for (let n = 0; n < count * 12; n += 1) await pass(SWEEP_MS);
  };
  return { lost, pass, minutes };
}
