import { type Condition, type Delivery, plan, type Silence, TOLD_BY_DEFAULT } from '@hale/core';
import { anEntry, NOON } from '@hale/core/testing';
import type { Destination } from '@hale/transport';
import { expect, it } from 'vitest';
import { Teller, type Tidings } from './teller.ts';

function destination(name: string, delivery: 'state' | 'event' = 'state'): Destination {
  const transport = { capabilities: { delivery } } as Destination['transport'];
  return { name, rules: TOLD_BY_DEFAULT, transport };
}

const entry = (subject: string, to: Condition, seq = 1) => anEntry(to, { subject, seq });

function row(destination: string, subject: string, to: Condition = 'unhealthy'): Delivery {
  const planned = plan(null, entry(subject, to), destination, TOLD_BY_DEFAULT, NOON);
  if (planned === null) throw new Error(`${to} is not told`);
  return { ...planned, version: 1 };
}

/** What is planned where `rows` are stored, and the silences hold. */
function planned(
  { news = [], missed = [] }: Partial<Tidings>,
  {
    rows = [],
    silences = [],
    flapping = [],
  }: { rows?: readonly Delivery[]; silences?: readonly Silence[]; flapping?: readonly string[] } = {},
) {
  const store = {
    silences: async () => ({ version: 5, all: silences }),
    deliveries: async (name: string, subjects: readonly string[]) =>
      rows.filter((each) => each.destination === name && subjects.includes(each.subject)),
  };
  const destinations = [destination('ops'), destination('all', 'event'), destination('team')];
  return new Teller(store, destinations).plan({ news, missed }, new Set(flapping), NOON);
}

const lines = (rows: readonly Delivery[]) =>
  rows.map(({ destination, subject, want, dueAt }) => `${destination} ${subject} ${want.to} ${dueAt}`);

it('news is for all that are told the newest, and not for one that takes every transition', async () => {
  const { deliveries, silences } = await planned({ news: [entry('a', 'unhealthy')] });
  expect(lines(deliveries)).toEqual([`ops a unhealthy ${NOON}`, `team a unhealthy ${NOON}`]);
  expect(silences).toBe(5);
});

it('what was missed is for those alone who know nothing of it', async () => {
  const rows = [row('ops', 'a'), row('team', 'b')];
  const { deliveries } = await planned(
    { missed: [entry('a', 'unhealthy'), entry('b', 'crashed')] },
    { rows },
  );
  expect(lines(deliveries)).toEqual([`ops b crashed ${NOON + 5_000}`, `team a unhealthy ${NOON}`]);
});

it('what was missed comes before what is news of it', async () => {
  const missed = [entry('a', 'unhealthy')];
  const { deliveries } = await planned({ missed, news: [entry('a', 'looping', 2)] });
  expect(lines(deliveries)).toEqual([`ops a looping ${NOON}`, `team a looping ${NOON}`]);
});

it('what is over before it was told needs its row no more', async () => {
  const rows = [row('ops', 'a', 'crashed')];
  const { deliveries, settled } = await planned({ news: [entry('a', 'running', 2)] }, { rows });
  expect([lines(deliveries), settled]).toEqual([[], rows]);
});

it('what is silenced waits, and what flaps is marked', async () => {
  const until = NOON + 60_000;
  const silences = [{ subject: 'a/*', since: NOON, until, by: 'me', reason: null }];
  const news = [entry('a/web', 'unhealthy'), entry('b', 'unhealthy')];
  const { deliveries } = await planned({ news }, { silences, flapping: ['b'] });
  expect(deliveries.slice(0, 2)).toMatchObject([
    { subject: 'a/web', dueAt: until, flapping: false },
    { subject: 'b', dueAt: NOON, flapping: true },
  ]);
});
