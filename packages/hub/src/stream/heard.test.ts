import { NOON } from '@hale/core/testing';
import type { SyncRequest } from '@hale/protocol/sync';
import type { LeaseState } from '@hale/store/hub';
import { describe, expect, it } from 'vitest';
import { aRecord } from '../testing/record.ts';
import { comeBack, described, heard, LONGEST_WAY_MS } from './heard.ts';

const since = NOON - 60_000;

describe('a word of an agent', () => {
  it('renews its lease, in the terms of now', () => {
    const { lease } = aRecord({ lease: { since } });
    expect(heard(lease, 20_000, NOON)).toEqual({
      ...lease,
      heardAt: NOON,
      until: NOON + 70_000,
      syncMs: 20_000,
    });
  });

  it.each<LeaseState>(['enrolled', 'lost', 'stopped'])('makes one that was %s live from now on', (state) => {
    const { lease } = aRecord({ lease: { state, since, until: null } });
    expect(heard(lease, 15_000, NOON)).toMatchObject({ state: 'live', since: NOON, until: NOON + 55_000 });
  });
});

describe('its coming back', () => {
  it.each<[LeaseState, string | null]>([
    ['enrolled', null],
    ['lost', 'unknown'],
    ['stopped', 'stopped'],
  ])('is said of one that was %s', (state, from) => {
    const said = comeBack(aRecord({ lease: { state } }), NOON).map(({ transition }) => transition);
    expect(said).toMatchObject([{ at: NOON, from, to: 'running', cause: 'sync', host: 'host-0' }]);
  });

  it('is not said of one that was there', () => {
    expect(comeBack(aRecord(), NOON)).toEqual([]);
  });

  it('is no news that it is well, while two go by its identity', () => {
    const rival = { since, at: NOON };
    const [said] = comeBack(aRecord({ stream: { rival }, lease: { state: 'lost' } }), NOON);
    expect(said?.transition).toMatchObject({ from: 'unknown', to: 'unhealthy' });
  });
});

describe('what it says of itself', () => {
  const said = (change: Partial<SyncRequest> = {}) =>
    ({
      engine: 'in-sight',
      queued: { entries: 0, bytes: 0, oldestAt: null },
      clock: { wall: NOON, mono: 0 },
      ...change,
    }) as SyncRequest;
  const { stream } = aRecord({ stream: { engine: 'in-sight' } });
  const skewed = (stream: Parameters<typeof described>[0], ms: number) =>
    described(stream, said({ clock: { wall: NOON + ms, mono: 0 } }), NOON);

  it('is written where it is news', () => {
    expect(described(stream, said(), NOON)).toBe(stream);
    expect(described(stream, said({ engine: 'lost' }), NOON)).toMatchObject({ engine: 'lost' });
    const queued = { entries: 2, bytes: 80, oldestAt: NOON };
    expect(described(stream, said({ queued }), NOON)).toMatchObject({ queued });
  });

  it('says how wrong its clock is: what a message took on its way makes that look earlier, never later', () => {
    expect(skewed(stream, 90_000)).toMatchObject({ skewMs: 90_000 });
    expect(skewed(stream, -LONGEST_WAY_MS)).toBe(stream);
    expect(skewed({ ...stream, skewMs: -90_000 }, -30_000)).toMatchObject({ skewMs: -30_000 });
  });

  it('says so no more once its clock was put right', () => {
    expect(skewed({ ...stream, skewMs: 3_600_000 }, -40)).toMatchObject({ skewMs: -40 });
  });

  it('is no news by less than a second', () => {
    expect(skewed(stream, 999)).toBe(stream);
    expect(skewed(stream, 1_000)).toMatchObject({ skewMs: 1_000 });
  });
});
