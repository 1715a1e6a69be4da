import { CLOSED, type JournalEntry } from '@hale/core';
import { createSimulatedClock, NOON } from '@hale/core/testing';
import { deliveryPage, destinationPage, problem } from '@hale/protocol';
import { createMemoryStore } from '@hale/store/memory';
import { aBatch, aChange, aDelivery, aDestination, aFeed, entriesOf } from '@hale/store/testing';
import type { DestinationView } from '@hale/transport';
import { beforeEach, describe, expect, it } from 'vitest';
import { destinationsRoutes } from './destinations.ts';

const FAILING = { since: NOON, code: 'status-500' };
const AT = new Date(NOON).toISOString();

let store: ReturnType<typeof createMemoryStore>;
let web: JournalEntry;
let db: JournalEntry;
beforeEach(async () => {
  store = createMemoryStore();
  const batch = await aBatch(null, [
    aChange('web', { from: 'healthy', to: 'unhealthy' }),
    aChange('db', { from: 'running', to: 'paused', at: NOON + 1 }),
  ]);
  await store.commit(batch);
  [web, db] = entriesOf(batch) as [JournalEntry, JournalEntry];
});

function view(
  name: string,
  transport: string,
  lastOutcome: DestinationView['lastOutcome'] = null,
): DestinationView {
  return {
    name,
    transport,
    breaker: null,
    lastOutcome,
    nextAt: null,
    counts: { sent: 0, failed: 0, dead: 0 },
  };
}

const VIEWS = [view('chat', 'slack', { kind: 'retry', code: 'status-500', at: NOON }), view('log', 'stdout')];
const ask = (path: string) =>
  destinationsRoutes({ clock: createSimulatedClock(NOON), store, view: { destinations: VIEWS } }).request(
    path,
  );
const destinations = async (query = '') =>
  destinationPage.parse(await (await ask(`/destinations${query}`)).json());
const deliveries = async (name: string, query = '') =>
  deliveryPage.parse(await (await ask(`/destinations/${name}/deliveries${query}`)).json());

describe('destinations', () => {
  it('are told by name, with how it stands with each', async () => {
    await store.save({
      destinations: [
        aDestination('chat', { breaker: { ...CLOSED, failures: 9, openUntil: NOON + 1_000 } }),
        aDestination('mail', { breaker: { ...CLOSED, disabled: 'http-410' } }),
        aFeed('log', 0),
      ],
      deliveries: [aDelivery(web, { destination: 'chat' })],
      dead: [{ destination: 'mail', entry: web, code: 'http-410', at: NOON }],
    });
    const nothing = { because: null, until: null, waiting: 0, givenUp: 0, lastOutcome: null };
    expect((await destinations()).items).toEqual([
      {
        ...nothing,
        name: 'chat',
        transport: 'slack',
        state: 'resting',
        until: new Date(NOON + 1_000).toISOString(),
        waiting: 1,
        lastOutcome: { kind: 'retry', because: 'status-500', at: AT },
      },
      { ...nothing, name: 'log', transport: 'stdout', state: 'ready', waiting: 2 },
      { ...nothing, name: 'mail', transport: null, state: 'orphaned', givenUp: 1 },
    ]);
  });

  it('come in pages', async () => {
    const first = await destinations('?limit=1');
    expect([first.items.map(({ name }) => name), first.next]).toEqual([['chat'], 'chat']);
    const rest = await destinations('?limit=1&after=chat');
    expect([rest.items.map(({ name }) => name), rest.next]).toEqual([['log'], null]);
  });
});

describe('deliveries', () => {
  it('are what is to be told, what has been told of what goes on, and what will not be told', async () => {
    const told = { id: web.id, condition: 'unhealthy', at: NOON, flapping: false } as const;
    const open = { condition: 'unhealthy', at: NOON, dueAt: NOON, told: true } as const;
    await store.save({
      destinations: [aDestination('chat')],
      deliveries: [
        aDelivery(web, { destination: 'chat', dueAt: null, told, open }),
        aDelivery(db, { destination: 'chat', attempts: 2, failing: FAILING, unknown: true }),
        aDelivery(db, { destination: 'another' }),
      ],
      dead: [{ destination: 'chat', entry: web, code: 'too-old', at: NOON }],
    });
    const rest = { told: null, due: null, attempts: 0, failing: null, inDoubt: false, givenUp: false };
    const wantWeb = { subject: 'container/web', want: { entry: web.id, condition: 'unhealthy', at: AT } };
    const wantDb = {
      subject: 'container/db',
      want: { entry: db.id, condition: 'paused', at: new Date(NOON + 1).toISOString() },
    };
    const failing = { since: AT, because: 'status-500' };
    expect((await deliveries('chat')).items).toEqual([
      { ...rest, ...wantWeb, told: { entry: web.id, condition: 'unhealthy', at: AT } },
      { ...rest, ...wantWeb, failing: { since: AT, because: 'too-old' }, givenUp: true },
      { ...rest, ...wantDb, due: AT, attempts: 2, failing, inDoubt: true },
    ]);
  });

  it('are, of one that takes every transition, what it has not read', async () => {
    const { feed } = aFeed('log', 0);
    await store.save({
      destinations: [
        aDestination('log', { feed: feed && { ...feed, attempts: 1, failing: FAILING, unknown: true } }),
      ],
    });
    const { items } = await deliveries('log');
    expect(items).toMatchObject([
      { subject: 'container/web', due: AT, attempts: 1, failing: { because: 'status-500' }, inDoubt: true },
      { subject: 'container/db', due: AT, attempts: 0, failing: null, inDoubt: false },
    ]);
  });

  it('come in pages', async () => {
    await store.save({ destinations: [aFeed('log', 0)] });
    const first = await deliveries('log', '?limit=1');
    expect(first.items).toMatchObject([{ subject: 'container/web' }]);
    const rest = await deliveries('log', `?limit=1&after=${encodeURIComponent(String(first.next))}`);
    expect(rest).toMatchObject({ items: [{ subject: 'container/db' }], next: null });
  });

  it.each(['nobody', '@hub'])('of %s there are none', async (name) => {
    await store.save({ destinations: [aFeed('@hub', 0)] });
    const response = await ask(`/destinations/${name}/deliveries`);
    expect([response.status, problem.parse(await response.json()).title]).toEqual([
      404,
      'There is no such destination',
    ]);
  });
});
