import { afterEach, describe, expect, it } from 'vitest';
import { endConflicts } from './conflicts.ts';
import { RIVAL_GONE_MS, RIVAL_RETURNS } from './stream/rivals.ts';
import { aChange, anAgent, TestSession } from './testing/agent.ts';
import { TellingHub } from './testing/telling.ts';

const MINUTE_MS = 60_000;

const running: TellingHub[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

interface Clones {
  readonly telling: TellingHub;
  readonly one: TestSession;
  /** The same agent from a copy of its disk, as another process. */
  readonly other: TestSession;
}

async function cloned(): Promise<Clones> {
  const telling = await TellingHub.start();
  running.push(telling);
  const agent = await anAgent(telling.hub);
  const epoch = `epoch-of-${agent.id}`;
  const process = (name: string) => new TestSession(telling.hub, agent, epoch, `instance-of-${name}-process`);
  return { telling, one: process('one'), other: process('other') };
}

/** `null`: it has a session now. */
async function greets({ hub }: TellingHub, session: TestSession): Promise<string | null> {
  const reply = await hub.hub.replication.hello(session.agent.id, session.hello());
  if (reply.kind !== 'ok') return reply.kind === 'first' ? reply.want : reply.kind;
  session.session = reply.answer.session;
  return null;
}

/** Both take the session from each other, until one is turned away. */
async function quarrel({ telling, one, other }: Clones): Promise<number> {
  for (let turns = 1; turns <= 10; turns += 1) {
    expect(await greets(telling, other)).toBeNull();
    if ((await greets(telling, one)) === 'conflict') return turns;
  }
  throw new Error('nobody was turned away');
}

const state = async ({ hub }: TellingHub, { agent }: TestSession) => {
  const response = await hub.app.request(`/agents/${agent.id}`);
  return (await response.json()) as { readonly state: string };
};

describe('two live processes of one identity', () => {
  it(`are found out within ${RIVAL_RETURNS} turns: who is there stays, and people are told once`, async () => {
    const clones = await cloned();
    const { telling, one, other } = clones;
    await greets(telling, one);
    expect(await quarrel(clones)).toBeLessThanOrEqual(RIVAL_RETURNS);
    await telling.pass(MINUTE_MS, other);
    expect(telling.news()).toEqual(['ops: shed unhealthy']);
    expect(await state(telling, one)).toMatchObject({ state: 'conflict' });
    // It tries again every 5 to 15 minutes.
    for (let tries = 0; tries < 4; tries += 1) {
      await telling.pass(10 * MINUTE_MS, other);
      expect(await greets(telling, one)).toBe('conflict');
    }
    expect(telling.news()).toEqual([]);
  });

  it('are one again 20 minutes after the last word of the other, and that is told once', async () => {
    const clones = await cloned();
    const { telling, one, other } = clones;
    await greets(telling, one);
    await quarrel(clones);
    await telling.pass(10 * MINUTE_MS, other);
    expect(await greets(telling, one)).toBe('conflict');
    telling.news();
    await telling.pass(RIVAL_GONE_MS - MINUTE_MS, other);
    expect([telling.news(), await state(telling, one)]).toMatchObject([[], { state: 'conflict' }]);
    await telling.pass(2 * MINUTE_MS, other);
    expect([telling.news(), await state(telling, one)]).toMatchObject([
      ['ops: shed running'],
      { state: 'live' },
    ]);
    await telling.pass(60 * MINUTE_MS, other);
    expect(telling.news()).toEqual([]);
  });

  it('never have both of their entries taken', async () => {
    const clones = await cloned();
    const { telling, one, other } = clones;
    await greets(telling, one);
    await one.sync(aChange('web'));
    // The copy was made before: the hub has more of this journal than it.
    expect(await greets(telling, other)).toBe('new-epoch');
    const fork = await other.report(aChange('db', 'unhealthy'));
    const reply = await telling.hub.hub.replication.sync(one.agent.id, { ...fork, session: one.session });
    expect(reply).toEqual({ kind: 'first', want: 'hello' });
    expect(await greets(telling, other)).toBeNull();
    // By its seq it is as far as the hub is; by its chain it is not.
    const forked = { ...(await other.report(aChange('cache'))), base: fork.base, session: other.session };
    const both = { ...forked, entries: [...fork.entries, ...forked.entries] };
    expect(await telling.hub.hub.replication.sync(other.agent.id, both)).toEqual({
      kind: 'first',
      want: 'new-epoch',
    });
    const rows = await telling.hub.hub.store.chain(one.agent.id, one.tip.epoch, 0, 9);
    expect(rows.map(({ entry }) => entry.subject)).toEqual(['container/web']);
  });

  it('stay two for people, whatever else becomes of the one that is there', async () => {
    const clones = await cloned();
    const { telling, one, other } = clones;
    await greets(telling, one);
    await quarrel(clones);
    await telling.pass(4 * MINUTE_MS);
    expect(telling.news()).toEqual(['ops: shed unhealthy', 'ops: shed unknown']);
    await greets(telling, other);
    await telling.pass(MINUTE_MS, other);
    expect(telling.news()).toEqual(['ops: shed unhealthy']);
    await telling.pass(RIVAL_GONE_MS, other);
    expect(telling.news()).toEqual(['ops: shed running']);
  });
});

it('restarts alone are never two, however many', async () => {
  const telling = await TellingHub.start();
  running.push(telling);
  const agent = await anAgent(telling.hub);
  for (let starts = 0; starts < 30; starts += 1) {
    const instance = `instance-number-${starts}`;
    const session = new TestSession(telling.hub, agent, `epoch-of-${agent.id}`, instance);
    expect(await greets(telling, session)).toBeNull();
    await telling.pass(MINUTE_MS, session);
  }
  expect(telling.news()).toEqual([]);
});

it('once they are one again, what was is forgotten: the other one may be the one that stays', async () => {
  const clones = await cloned();
  const { telling, one, other } = clones;
  await greets(telling, one);
  await quarrel(clones);
  await telling.pass(RIVAL_GONE_MS + MINUTE_MS, other);
  expect(await greets(telling, one)).toBeNull();
  await telling.pass(10 * MINUTE_MS, one);
  expect(await state(telling, one)).toMatchObject({ state: 'live' });
});

it('a clock that was put back does not make two of them for ever', async () => {
  const clones = await cloned();
  const { telling, one, other } = clones;
  await greets(telling, one);
  await quarrel(clones);
  telling.hub.clock.jump(-24 * 60 * MINUTE_MS);
  await telling.pass(RIVAL_GONE_MS + 2 * MINUTE_MS, other);
  expect(await state(telling, one)).toMatchObject({ state: 'live' });
});

it('of an agent that is not there nobody is told that it is one again', async () => {
  const clones = await cloned();
  const { telling, one } = clones;
  await greets(telling, one);
  await quarrel(clones);
  await telling.pass(RIVAL_GONE_MS + 3 * MINUTE_MS);
  expect(telling.news()).toEqual(['ops: shed unhealthy', 'ops: shed unknown']);
  const record = await telling.hub.hub.store.agent(one.agent.id);
  expect(record).toMatchObject({ stream: { rival: null }, lease: { state: 'lost' } });
});

it('writes nothing where there is no conflict', async () => {
  const { telling, one } = await cloned();
  await greets(telling, one);
  const { store } = telling.hub.hub;
  const ledger = { write: () => Promise.reject(new Error('nothing is to be written')) } as never;
  await endConflicts({ store, ledger, clock: telling.hub.clock });
});
