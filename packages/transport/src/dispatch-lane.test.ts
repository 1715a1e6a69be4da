import { CLOSED } from '@hale/core';
import { anEntry, createSimulatedClock } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import type { Destination } from './destination.ts';
import { DispatchLane, JOURNAL_PAGE } from './dispatch-lane.ts';
import { aDestination } from './testing/dispatched.ts';
import { MemoryOutbox } from './testing/outbox.ts';

function aLane(destination: Destination, outbox = new MemoryOutbox()) {
  const news: string[] = [];
  const lane = new DispatchLane(destination, {
    outbox,
    clock: createSimulatedClock(),
    http: () => Promise.reject(new Error('no network')),
    random: () => 0.5,
    hash: async (text) => `hash of ${text}`,
    sender: { host: 'box', version: '1' },
    onDisabled: (name, code) => news.push(`${name} disabled: ${code}`),
    onEnabled: (name) => news.push(`${name} enabled`),
  });
  return { lane, outbox, news };
}

const DISABLED = { ...CLOSED, failures: 1, failingSince: 1, disabled: 'no_service' };

describe('a destination', () => {
  it('is made known once, without its options', async () => {
    const { lane, outbox } = aLane(aDestination('ops', { options: '{"url":"x"}' }));
    const state = await lane.state();
    expect(state).toEqual({
      name: 'ops',
      breaker: CLOSED,
      pace: null,
      feed: null,
      options: 'hash of {"url":"x"}',
      version: 1,
    });
    expect(await lane.state()).toEqual(state);
    expect(await outbox.destinations()).toEqual([state]);
  });

  it('with other options is tried again, at its pace', async () => {
    const { lane, outbox, news } = aLane(aDestination('ops', { options: 'old' }));
    const pace = { sentAt: 5, gatherMs: 10_000 };
    await outbox.save({ destinations: [{ ...(await lane.state()), breaker: DISABLED, pace }] });
    await lane.state();
    expect(news).toEqual(['ops disabled: no_service']);

    const mended = aLane(aDestination('ops', { options: 'new' }), outbox);
    expect(await mended.lane.state()).toMatchObject({ breaker: CLOSED, pace, options: 'hash of new' });
    expect(mended.news).toEqual(['ops enabled']);
  });

  it('that was disabled before is no news', async () => {
    const { lane, outbox } = aLane(aDestination('ops'));
    await outbox.save({ destinations: [{ ...(await lane.state()), breaker: DISABLED }] });
    const again = aLane(aDestination('ops'), outbox);
    expect(await again.lane.state()).toMatchObject({ breaker: DISABLED });
    expect(again.news).toEqual([]);
    expect(again.lane.view.breaker).toEqual(DISABLED);
  });

  it('that another process has enabled is', async () => {
    const { lane, outbox, news } = aLane(aDestination('ops'));
    await outbox.save({ destinations: [{ ...(await lane.state()), breaker: DISABLED }] });
    await outbox.save({ destinations: [{ ...(await lane.state()), breaker: CLOSED }] });
    await lane.state();
    expect(news).toEqual(['ops disabled: no_service', 'ops enabled']);
  });

  it.each([0, 1, JOURNAL_PAGE, JOURNAL_PAGE + 1])(
    'that is to have every transition begins after the %i that there are',
    async (count) => {
      const { lane, outbox } = aLane(aDestination('hub', { delivery: 'event' }));
      for (let n = 0; n < count; n += 1) outbox.commit(anEntry('healthy', { seq: n + 1 }), [], 0);
      expect((await lane.state()).feed).toMatchObject({ position: count });
    },
  );

  it('that is to have every transition from now on begins at the end, too', async () => {
    const { lane, outbox } = aLane(aDestination('hub'));
    await lane.state();
    outbox.commit(anEntry('healthy'), [], 0);
    const fed = aLane(aDestination('hub', { delivery: 'event' }), outbox);
    expect((await fed.lane.state()).feed).toMatchObject({ position: 1 });
  });
});
