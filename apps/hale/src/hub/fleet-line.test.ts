import { NewsCaller } from '@hale/api';
import { createSimulatedClock, NOON } from '@hale/core/testing';
import type { HubStore } from '@hale/store/hub';
import { describe, expect, it } from 'vitest';
import { FleetLine, fleetCell } from './fleet-line.ts';

const NONE = { enrolled: 0, live: 0, lost: 0, stopped: 0, revoked: 0 };

describe('the line of the fleet', () => {
  it.each([
    [{ live: 1 }, null],
    [{ live: 1, revoked: 5 }, null],
    [{ live: 2 }, 'hub: 2 agents'],
    [{ live: 2, lost: 1 }, 'hub: 3 agents, 1 lost'],
    [{ live: 1, lost: 1, stopped: 2, enrolled: 3 }, 'hub: 7 agents, 1 lost, 2 stopped, 3 not heard yet'],
  ])('of %j is %s', (counts, text) => {
    expect(fleetCell({ ...NONE, ...counts })?.text ?? null).toBe(text);
  });

  it('goes with the news, and is looked at again where there is none', async () => {
    const clock = createSimulatedClock(NOON);
    const news = new NewsCaller();
    let counts: typeof NONE | null = { ...NONE, live: 1 };
    const store = {
      countAgents: () => (counts === null ? Promise.reject(new Error('away')) : Promise.resolve(counts)),
    } satisfies Pick<HubStore, 'countAgents'>;
    const over = new AbortController();
    const fleet = new FleetLine({ store, news, clock });
    const following = fleet.follow(over.signal);
    await clock.advance(0);
    expect(fleet.cell).toBeNull();
    counts = { ...NONE, live: 2 };
    news.grown([{ at: NOON, subject: 'agent/x', from: null, to: 'running', cause: 'sync' }]);
    await clock.advance(0);
    expect(fleet.cell).toEqual({ text: 'hub: 2 agents', style: 'quiet' });
    counts = { ...NONE, live: 1, lost: 1 };
    await clock.advance(5_000);
    expect(fleet.cell).toEqual({ text: 'hub: 2 agents, 1 lost', style: 'doubt' });
    counts = null;
    await clock.advance(5_000);
    expect(fleet.cell).toBeNull();
    over.abort();
    await following;
  });
});
