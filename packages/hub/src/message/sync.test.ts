import { agentSubject, append, type ChainedEntry, type Dated, type JournalEntry, link } from '@hale/core';
import { NOON } from '@hale/core/testing';
import type { SyncAnswer, SyncRequest } from '@hale/protocol/sync';
import { verifyStream } from '@hale/store/hub';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aChange, anAgentSession, type TestSession } from '../testing/agent.ts';
import { instantHash } from '../testing/hub.ts';
import { TellingHub } from '../testing/telling.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

let telling: TellingHub;
let shed: TestSession;
beforeEach(async () => {
  telling = await TellingHub.start();
  shed = await anAgentSession(telling.hub);
});
afterEach(() => telling.stop());

async function post(request: SyncRequest): Promise<SyncAnswer> {
  const reply = await telling.hub.hub.replication.sync(shed.agent.id, request);
  if (reply.kind !== 'ok') throw new Error(JSON.stringify(reply));
  return reply.answer;
}

const verdict = () => verifyStream(telling.hub.hub.store, shed.agent.id, shed.tip.epoch, instantHash);
const stored = async () => {
  const rows = await telling.hub.hub.store.chain(shed.agent.id, shed.tip.epoch, 0, 99);
  return rows.map(({ entry }) => entry.seq);
};

describe('an entry that cannot be taken', () => {
  /** The same journal with one entry of it spoilt before it was chained. */
  async function spoilt(spoil: (entry: JournalEntry) => object): Promise<SyncRequest> {
    const tip = { ...shed.tip };
    const request = await shed.report(aChange('web'), aChange('db', 'unhealthy'), aChange('cache'));
    let chain = tip.chain;
    const entries: ChainedEntry[] = [];
    for (const [n, { entry }] of request.entries.entries()) {
      const own = n === 1 ? spoil(entry as never) : entry;
      const linked = await link(chain, own as never, instantHash);
      chain = linked.chain;
      entries.push(linked);
    }
    shed.tip = { ...shed.tip, chain };
    return { ...request, entries: entries.map(({ entry }) => ({ entry: { ...entry } })) };
  }

  it.each([
    ['malformed', (entry: JournalEntry) => ({ ...entry, to: 'mad' })],
    ['too-large', (entry: JournalEntry) => ({ ...entry, pad: 'x'.repeat(40_000) })],
    ['foreign-id', (entry: JournalEntry) => ({ ...entry, id: 'an-id-of-another-place' })],
  ])('is kept apart as %s, and the journal goes on', async (code, spoil) => {
    const answer = await post(await spoilt(spoil));
    expect(answer).toMatchObject({ acked: 3, rejected: [{ seq: 2, code }] });
    await shed.sync(aChange('web', 'unhealthy', { n: 9 }));
    expect(await stored()).toEqual([1, 3, 4]);
    const [kept] = await telling.hub.hub.store.rejected(shed.agent.id, 9);
    expect(kept).toMatchObject({ epoch: shed.tip.epoch, seq: 2, code, at: NOON });
    expect(kept?.body).toMatch(/^\{"at":|^\{"/);
    expect(kept?.body.length).toBeLessThanOrEqual(4_096);
    expect(await verdict()).toEqual({ entries: 3, breach: null });
    expect(telling.hub.hub.counts).toMatchObject({ received: 3, rejected: 1 });
  });

  it('sent again is not kept again', async () => {
    const request = await spoilt((entry) => ({ ...entry, to: 'mad' }));
    await post(request);
    expect(await post(request)).toMatchObject({ acked: 3, rejected: [] });
    expect(await telling.hub.hub.store.rejected(shed.agent.id, 9)).toHaveLength(1);
  });
});

it('fields of a newer agent are in the chain, and are kept', () =>
  fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.stringMatching(/^x[a-z]{1,5}$/), fc.jsonValue({ maxDepth: 2 }), {
        minKeys: 1,
        maxKeys: 3,
        noNullPrototype: true,
      }),
      async (unknown) => {
        const newer = aChange('web', 'unhealthy', { output: 'no' });
        const transition = { ...newer.transition, ...(JSON.parse(JSON.stringify(unknown)) as object) };
        const before = shed.tip.seq;
        const answer = await post(await shed.report({ ...newer, transition }, aChange('db')));
        expect(answer).toMatchObject({ acked: before + 2, rejected: [] });
        const { store } = telling.hub.hub;
        const [kept] = await store.chain(shed.agent.id, shed.tip.epoch, before, 1);
        expect(kept?.entry).toMatchObject(transition);
        expect(await verdict()).toMatchObject({ breach: null });
      },
    ),
    { numRuns: 15 },
  ));

describe('what follows from entries', () => {
  it('is said once, however often they are sent', async () => {
    const request = await shed.report(aChange('web', 'unhealthy'));
    for (let times = 0; times < 3; times += 1) expect(await post(request)).toMatchObject({ acked: 1 });
    await telling.pass(MINUTE_MS, shed);
    expect([await stored(), telling.news()]).toEqual([[1], ['ops: shed container/web unhealthy']]);
  });

  it('waits for what comes before them', async () => {
    const first = await shed.report(aChange('web'));
    const second = await shed.report(aChange('web', 'unhealthy'));
    expect(await post(second)).toMatchObject({ acked: 0, want: 'resend' });
    expect(await stored()).toEqual([]);
    const whole = { ...second, base: first.base, entries: [...first.entries, ...second.entries] };
    expect(await post(whole)).toMatchObject({ acked: 2, want: 'none' });
  });

  it('is no news of a state that the hub knows already', async () => {
    const history = await shed.report(aChange('web', 'unhealthy'), aChange('web', 'healthy', { n: 1 }));
    await shed.post('snapshot', await shed.snapshot());
    expect(await telling.hub.hub.store.believed(shed.agent.id)).toMatchObject([{ last: { to: 'healthy' } }]);
    const part = { ...history, entries: history.entries.slice(0, 1) };
    expect(await post(part)).toMatchObject({ acked: 1 });
    expect(await telling.hub.hub.store.believed(shed.agent.id)).toMatchObject([{ last: { to: 'healthy' } }]);
    expect(await post(history)).toMatchObject({ acked: 2, want: 'none' });
  });

  it('is asked for whole where the hub believes otherwise, once all is there', async () => {
    const request = await shed.report(aChange('web'), aChange('db'));
    const digest = 'f'.repeat(32);
    const part = { ...request, entries: request.entries.slice(0, 1), digest };
    expect(await post(part)).toMatchObject({ acked: 1, want: 'none' });
    expect(await post({ ...request, digest })).toMatchObject({ acked: 2, want: 'snapshot' });
  });
});

describe('a hole in the history', () => {
  /** What happened while nothing could be kept of it. */
  async function lostToTheHub(...changes: readonly Dated[]): Promise<void> {
    await shed.report(...changes);
    const { seq, chain } = shed.tip;
    await shed.greet({ first: { seq, chain } });
  }

  it('what is bad after it, and has no entry, is told; what vanished in it is told as removed', async () => {
    await shed.sync(
      aChange('old', 'unhealthy'),
      aChange('same', 'unhealthy'),
      aChange('mended', 'unhealthy'),
    );
    await telling.pass(3 * MINUTE_MS, shed);
    expect(telling.news()).toHaveLength(3);
    await lostToTheHub(
      aChange('old', 'removed'),
      aChange('mended', 'healthy', { n: 1 }),
      aChange('bad', 'unhealthy', { n: 2 }),
    );
    await shed.post('snapshot', await shed.snapshot());
    await telling.pass(5 * MINUTE_MS, shed);
    expect(telling.news().toSorted()).toEqual([
      'ops: shed container/bad unhealthy',
      'ops: shed container/mended healthy',
      'ops: shed container/old removed',
    ]);
  });

  /** As after a hole of which the state shows nothing: everything is to be looked at. */
  async function unsettle(): Promise<void> {
    const record = await telling.hub.hub.store.agent(shed.agent.id);
    await telling.hub.hub.store.commit({ streams: [{ ...record!.stream, unsettled: true }] });
  }

  it('is looked at once history is complete, and what comes by an entry is told by that', async () => {
    await shed.sync(aChange('web', 'unhealthy'), aChange('db', 'unhealthy'));
    await telling.pass(3 * MINUTE_MS, shed);
    telling.news();
    await unsettle();
    await shed.sync(aChange('web', 'healthy', { n: 180 }), aChange('db', 'removed', { n: 180 }));
    await telling.pass(3 * MINUTE_MS, shed);
    expect(telling.news().toSorted()).toEqual([
      'ops: shed container/db removed',
      'ops: shed container/web healthy',
    ]);
    const said = await telling.hub.hub.store.history({ limit: 99 });
    expect(said.filter(({ cause }) => cause === 'snapshot')).toEqual([]);
    const record = await telling.hub.hub.store.agent(shed.agent.id);
    expect(record).toMatchObject({ stream: { unsettled: false } });
  });
});

it('what flaps is told so, by entries too that are older than what is known of it', async () => {
  const { store } = telling.hub.hub;
  await shed.sync(aChange('web'));
  for (let n = 1; n <= 9; n += 1) await shed.sync(aChange('web', n % 2 ? 'unhealthy' : 'healthy', { n }));
  expect(await store.believed(shed.agent.id)).toMatchObject([{ flapping: { flapping: true } }]);
  await telling.pass(MINUTE_MS, shed);
  telling.news();
  const late = await shed.report(
    aChange('web', 'healthy', { n: 10 }),
    aChange('web', 'unhealthy', { n: 11 }),
  );
  await shed.post('snapshot', await shed.snapshot());
  expect(await post(late)).toMatchObject({ acked: shed.tip.seq, want: 'none' });
  const subject = agentSubject(shed.agent.id, 'container/web');
  expect(await store.deliveries('ops', [subject])).toMatchObject([{ flapping: true }]);
  await telling.pass(MINUTE_MS, shed);
  expect(telling.news()).toEqual([]);
});

describe('an agent’s clock', () => {
  it('may be ahead: its entries are taken as they are, and no day is counted that has not come', async () => {
    const { store } = telling.hub.hub;
    const year = 365 * DAY_MS;
    const ahead = (to: 'healthy' | 'unhealthy', at: number, fromAt: number | null) => {
      const change = aChange('web', to);
      return { transition: { ...change.transition, at }, fromAt };
    };
    await shed.sync(ahead('healthy', NOON, null), ahead('unhealthy', NOON + year, NOON));
    const subject = agentSubject(shed.agent.id, 'container/web');
    expect(await store.history({ subject, limit: 1 })).toMatchObject([{ at: NOON + year }]);
    const days = await store.days({ subject, from: 0, limit: 999 });
    expect(days.every(({ day }) => day * DAY_MS <= NOON)).toBe(true);
    await telling.pass(MINUTE_MS, shed);
    expect(telling.news()).toEqual(['ops: shed container/web unhealthy']);
  });

  it('says how wrong it is, and nothing of when it is missed', async () => {
    const wrong = async () => ({ ...(await shed.report()), clock: { wall: NOON + 5 * DAY_MS, mono: 1 } });
    await post(await wrong());
    const record = await telling.hub.hub.store.agent(shed.agent.id);
    expect(record).toMatchObject({ stream: { skewMs: 5 * DAY_MS }, lease: { heardAt: NOON } });
  });
});

it('an entry out of its place is the sender’s mistake, and nothing is taken', async () => {
  const request = await shed.report(aChange('web'), aChange('db'));
  const entries = request.entries.toReversed();
  const reply = await telling.hub.hub.replication.sync(shed.agent.id, { ...request, entries });
  expect(reply).toMatchObject({ kind: 'senseless', path: 'entries.0.entry.seq', expected: '1' });
  expect(await stored()).toEqual([]);
});

it.each(['session', 'instance', 'epoch'] as const)('in another %s nothing is taken', async (field) => {
  const request = { ...(await shed.report(aChange('web'))), [field]: 'x'.repeat(20) };
  const reply = await telling.hub.hub.replication.sync(shed.agent.id, request);
  expect(reply).toEqual({ kind: 'first', want: 'hello' });
  expect(await stored()).toEqual([]);
});

it('of two journals with one name one is taken', async () => {
  await shed.sync(aChange('web'));
  const forked = await append({ ...shed.tip, seq: 0, chain: '0'.repeat(32) }, [aChange('db')], instantHash);
  const request = {
    ...(await shed.report()),
    base: { seq: 0, chain: '0'.repeat(32) },
    entries: forked.map(({ entry }) => ({ entry: { ...entry } })),
  };
  const reply = await telling.hub.hub.replication.sync(shed.agent.id, request);
  expect(reply).toEqual({ kind: 'first', want: 'new-epoch' });
});
