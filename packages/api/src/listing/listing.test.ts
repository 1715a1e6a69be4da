import { CLOSED, type JournalEntry } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { createMemoryStore } from '@hale/store/memory';
import { aBatch, aChange, aDelivery, aDestination, aFeed, entriesOf } from '@hale/store/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { backlogs } from './backlog.ts';
import { MAX_LISTED, takeListing } from './listing.ts';
import { waiting } from './waiting.ts';

const NOW = NOON + 10_000;
const LATER = NOON + 60_000;
const FAILING = { since: NOON, code: 'status-500' };
const OPEN = { condition: 'unhealthy', at: NOON, dueAt: NOON, told: true } as const;

let store: ReturnType<typeof createMemoryStore>;
let web: JournalEntry;
let db: JournalEntry;
beforeEach(async () => {
  store = createMemoryStore();
  const batch = await aBatch(null, [
    aChange('web', { from: 'healthy', to: 'unhealthy' }),
    aChange('db', { from: 'running', to: 'paused', at: NOON + 1_000 }),
  ]);
  await store.commit(batch);
  [web, db] = entriesOf(batch) as [JournalEntry, JournalEntry];
});

const OPS = [{ name: 'ops', transport: 'slack' }];

describe('what waits', () => {
  it('is, for one that is told the newest of each subject, what is to be told: what is due first comes first', async () => {
    await store.save({
      destinations: [aDestination('ops')],
      deliveries: [
        aDelivery(web, { dueAt: LATER, attempts: 2, failing: FAILING }),
        aDelivery(db, { dueAt: NOON }),
        aDelivery({ ...db, subject: 'container/told' }, { dueAt: null, open: OPEN }),
      ],
    });
    const { destinations, waiting: untold } = await takeListing(store, OPS, NOW);
    expect(destinations).toMatchObject([{ name: 'ops', transport: 'slack', waiting: 2, dead: 0 }]);
    expect(untold).toEqual([
      { destination: 'ops', entry: db, attempts: 0, because: null, since: NOON, nextAt: NOW },
      { destination: 'ops', entry: web, attempts: 2, because: 'status-500', since: NOON, nextAt: LATER },
    ]);
  });

  it('is, for one that takes every transition, what it has not read: what was tried is the first of it', async () => {
    const { feed } = aFeed('log', 0);
    await store.save({
      destinations: [
        aDestination('log', { feed: feed && { ...feed, attempts: 3, failing: FAILING, notBefore: LATER } }),
        aFeed('read', 1),
      ],
    });
    expect(await waiting(store, NOW, 9)).toEqual([
      { destination: 'log', entry: web, attempts: 3, because: 'status-500', since: NOON, nextAt: LATER },
      { destination: 'log', entry: db, attempts: 0, because: null, since: NOON + 1_000, nextAt: LATER },
      { destination: 'read', entry: db, attempts: 0, because: null, since: NOON + 1_000, nextAt: NOW },
    ]);
  });

  it('says that it is silenced, until the silence is over', async () => {
    const silenced = { since: NOON, until: LATER };
    await store.save({
      destinations: [aDestination('ops')],
      deliveries: [aDelivery(web, { dueAt: LATER, silenced, failing: FAILING })],
    });
    const because = async (now: number) => (await waiting(store, now, 9)).map((each) => each.because);
    expect([await because(LATER - 1), await because(LATER)]).toEqual([['silenced'], ['status-500']]);
  });

  it('waits until its destination is tried again, or mended', async () => {
    await store.save({
      destinations: [
        aDestination('gone', { breaker: { ...CLOSED, disabled: 'http-410' } }),
        aDestination('ops', { breaker: { ...CLOSED, openUntil: LATER } }),
      ],
      deliveries: [aDelivery(web), aDelivery(web, { destination: 'gone' })],
    });
    const nextOf = new Map((await waiting(store, NOW, 9)).map((each) => [each.destination, each.nextAt]));
    expect([nextOf.get('ops'), nextOf.get('gone')]).toEqual([LATER, null]);
  });

  it('is listed as far as the limit reaches, for each destination', async () => {
    const names = ['a', 'b', 'c'];
    const subjects = Array.from({ length: 5 }, (_, n) => ({ ...web, subject: `container/${n}` }));
    await store.save({
      destinations: names.map((name) => aDestination(name)),
      deliveries: names.flatMap((destination) => subjects.map((entry) => aDelivery(entry, { destination }))),
    });
    const of = (await waiting(store, NOW, 4)).map(({ destination }) => destination).join('');
    expect(of).toBe('aaaabbbbcccc');
  });

  it('for one of the settings that no agent has run with is listed as well', async () => {
    await store.save({ deliveries: [aDelivery(web)] });
    const { destinations } = await takeListing(store, OPS, NOW);
    expect(destinations).toMatchObject([{ name: 'ops', standing: { kind: 'new' }, waiting: 1 }]);
  });
});

it('a listing has those of the settings, those that are no more, and what each was not told', async () => {
  const dead = [web, db].map((entry, n) => ({ destination: 'old', entry, code: 'too-old', at: NOON + n }));
  await store.save({ destinations: [aDestination('old')], dead });
  const listing = await takeListing(store, OPS, NOW);
  expect(listing).toMatchObject({
    destinations: [
      { name: 'ops', transport: 'slack', standing: { kind: 'new' }, dead: 0 },
      { name: 'old', transport: null, standing: { kind: 'orphaned' }, dead: 2 },
    ],
    dead: [{ at: NOON + 1 }, { at: NOON }],
  });
});

it('another reader of the journal is no destination', async () => {
  await store.save({ destinations: [aFeed('@hub', 0), aFeed('log', 0)] });
  expect((await takeListing(store, [], NOW)).destinations.map(({ name }) => name)).toEqual(['log']);
  expect((await backlogs(store, NOW)).map(({ destination }) => destination)).toEqual(['log']);
  expect(new Set((await waiting(store, NOW, 9)).map(({ destination }) => destination))).toEqual(
    new Set(['log']),
  );
});

it(`no more than ${MAX_LISTED} changes of one destination are read`, async () => {
  const subjects = Array.from({ length: MAX_LISTED + 1 }, (_, n) => ({ ...web, subject: `container/${n}` }));
  await store.save({
    destinations: [aDestination('ops')],
    deliveries: subjects.map((entry) => aDelivery(entry)),
  });
  expect((await takeListing(store, OPS, NOW)).destinations).toMatchObject([{ waiting: MAX_LISTED }]);
});
