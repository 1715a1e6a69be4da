import { EVENT_MAX_AGE_MS, LEASE_MS } from '@hale/core';
import { anEntry } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import { JOURNAL_PAGE } from './dispatch-lane.ts';
import { aDestination, aRig } from './testing/dispatched.ts';

const HUB = [aDestination('hub', { delivery: 'event' })];

describe('a destination that takes every transition', () => {
  it('gets each, in order, through failures of every kind', async () => {
    await using rig = aRig(HUB);
    const reactions = [503, 'hangs', 200, 429, 503, 200, 500, 'hangs', 'hangs', 200] as const;
    rig.react((_, nth) => reactions[nth - 1] ?? 200);
    await rig.start();
    for (const to of ['unhealthy', 'healthy', 'paused', 'healthy', 'stopped'] as const) {
      await rig.change('web', to);
      await rig.clock.advance(1_000);
    }
    await rig.clock.advance(60 * 60_000);
    const taken = rig.got.filter((_, n) => (reactions[n] ?? 200) === 200);
    expect(taken.map(({ ids }) => ids)).toEqual([
      ['entry-1'],
      ['entry-2'],
      ['entry-3'],
      ['entry-4'],
      ['entry-5'],
    ]);
    const order = rig.got.flatMap(({ ids }) => ids);
    expect(order).toEqual(order.toSorted());
    expect(await rig.outbox.destinations()).toMatchObject([{ feed: { position: 5, failing: null } }]);
  });

  it('does not wait to gather', async () => {
    await using rig = aRig(HUB);
    await rig.start();
    for (const to of ['unhealthy', 'healthy', 'unhealthy'] as const) await rig.change('web', to);
    expect(rig.got.map(({ atMs }) => atMs)).toEqual([0, 0, 0]);
  });

  it('begins with an empty journal, and is spared what was well at the first look', async () => {
    await using rig = aRig(HUB);
    await rig.dispatch.prepare();
    await rig.change('a', 'healthy', { cause: 'baseline' });
    await rig.change('b', 'unhealthy', { cause: 'baseline' });
    await rig.change('c', 'running', { cause: 'baseline' });
    await rig.start();
    expect(rig.got.map(({ changes }) => changes)).toEqual([['b unhealthy']]);
    expect(await rig.outbox.destinations()).toMatchObject([{ feed: { position: 3 } }]);
  });

  it('is not told what was before it, however long the journal is', async () => {
    await using rig = aRig(HUB);
    for (let n = 0; n < JOURNAL_PAGE + 3; n += 1) await rig.change('web', n % 2 ? 'healthy' : 'unhealthy');
    await rig.start();
    expect(rig.got).toEqual([]);
    await rig.change('web', 'crashed');
    expect(rig.got.map(({ changes }) => changes)).toEqual([['web crashed']]);
  });

  it('goes on where it was after other options, and after a death, with the same id', async () => {
    await using rig = aRig(HUB);
    rig.react((_, nth) => (nth === 1 ? 'hangs' : 200));
    await rig.start();
    await rig.change('web', 'unhealthy');
    await rig.restart([aDestination('hub', { delivery: 'event', options: '{"url":"other"}' })]);
    await rig.change('web', 'healthy');
    await rig.clock.advance(LEASE_MS);
    expect(rig.got.map(({ ids }) => ids)).toEqual([['entry-1'], ['entry-1'], ['entry-2']]);
  });

  it('gives up one that nobody takes, plainer each time, and goes on', async () => {
    await using rig = aRig(HUB);
    rig.react(({ ids }) => (ids.includes('entry-1') ? 400 : 200));
    await rig.start();
    await rig.change('web', 'unhealthy');
    await rig.change('web', 'healthy');
    expect(rig.got.map(({ tier, ids }) => [tier, ...ids])).toEqual([
      [0, 'entry-1'],
      [1, 'entry-1'],
      [2, 'entry-1'],
      [0, 'entry-2'],
    ]);
    expect(rig.outbox.dead).toMatchObject([{ destination: 'hub', entry: { id: 'entry-1' }, code: '400' }]);
    expect(rig.dispatch.view).toMatchObject([{ counts: { sent: 1, failed: 3, dead: 1 } }]);
  });

  it('is handed what is old once it is back, and what it does not take then is given up', async () => {
    await using rig = aRig(HUB);
    rig.react(() => 503);
    await rig.start();
    await rig.change('web', 'unhealthy');
    await rig.clock.advance(EVENT_MAX_AGE_MS - 1_000);
    expect(rig.outbox.dead).toEqual([]);
    await rig.change('web', 'healthy');
    await rig.clock.advance(30 * 60_000);
    expect(rig.outbox.dead).toMatchObject([{ entry: { id: 'entry-1' }, code: '503' }]);
    rig.react(() => 200);
    await rig.clock.advance(30 * 60_000);
    expect(rig.got.at(-1)).toMatchObject({ ids: ['entry-2'] });
  });

  it('loses nothing while it is gone', async () => {
    await using rig = aRig(HUB);
    rig.react(() => 410);
    await rig.start();
    await rig.change('web', 'unhealthy');
    await rig.clock.advance(2 * EVENT_MAX_AGE_MS);
    await rig.change('web', 'healthy');
    rig.react(() => 200);
    await rig.restart([aDestination('hub', { delivery: 'event', options: '{"url":"other"}' })]);
    expect(rig.news).toEqual(['hub disabled: 410', 'hub enabled']);
    expect(rig.got.map(({ ids }) => ids)).toEqual([['entry-1'], ['entry-1'], ['entry-2']]);
  });
});

it('a destination is not told of itself, and the others are', async () => {
  const both = [aDestination('hub', { delivery: 'event' }), aDestination('second', { delivery: 'event' })];
  await using rig = aRig(both);
  await rig.start();
  rig.outbox.commit(
    anEntry('unhealthy', { subject: 'destination/hub', cause: 'delivery' }),
    both,
    rig.clock.now(),
  );
  rig.dispatch.wake();
  await rig.clock.advance(0);
  expect(rig.got.map(({ destination }) => destination)).toEqual(['second']);
});
