import { MAX_SILENCE_MS, MAX_SILENCES } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { createMemoryStore } from '@hale/store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { Silencer } from './silencer.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const REQUEST = { subject: 'container/web', forMs: HOUR, by: 'ann', reason: 'a release' };

describe('silences', () => {
  let now = NOON;
  let silencer: Silencer;
  let store: ReturnType<typeof createMemoryStore>;
  beforeEach(() => {
    now = NOON;
    store = createMemoryStore();
    silencer = new Silencer({ store, destinations: [], now: () => now });
  });

  it('say who, why, and how long', async () => {
    const begun = await silencer.begin(REQUEST);
    expect(begun).toEqual({
      subject: 'container/web',
      since: NOON,
      until: NOON + HOUR,
      by: 'ann',
      reason: 'a release',
    });
    expect(await silencer.list()).toEqual([begun]);
    now += HOUR;
    expect(await silencer.list()).toEqual([]);
    expect(await silencer.end('container/web')).toBeNull();
  });

  it('replace the one of the same subject, and are since that one', async () => {
    await silencer.begin(REQUEST);
    now += MINUTE;
    await silencer.begin({ ...REQUEST, forMs: MINUTE, by: 'bob', reason: null });
    expect(await silencer.list()).toMatchObject([{ since: NOON, until: NOON + 2 * MINUTE, by: 'bob' }]);
  });

  it('of many subjects outlast that of one of them', async () => {
    await silencer.begin(REQUEST);
    await silencer.begin({ ...REQUEST, subject: 'container/*', forMs: 2 * HOUR });
    await silencer.end('container/web');
    expect(await silencer.list()).toMatchObject([{ subject: 'container/*' }]);
  });

  it.each([
    ['for', { forMs: 0 }],
    ['for', { forMs: MAX_SILENCE_MS + 1 }],
    ['reason', { reason: 'x'.repeat(501) }],
  ])('are refused with too much or too little %s', async (path, change) => {
    await expect(silencer.begin({ ...REQUEST, ...change })).rejects.toMatchObject({
      code: 'bad-input',
      path,
    });
    const longest = { ...REQUEST, forMs: MAX_SILENCE_MS, reason: 'x'.repeat(500) };
    await expect(silencer.begin(longest)).resolves.toMatchObject({ until: NOON + MAX_SILENCE_MS });
  });

  it('are so many at most at one time', async () => {
    for (let n = 0; n < MAX_SILENCES; n += 1) await silencer.begin({ ...REQUEST, subject: `container/${n}` });
    await expect(silencer.begin(REQUEST)).rejects.toMatchObject({ code: 'conflict' });
    await expect(silencer.begin({ ...REQUEST, subject: 'container/7' })).resolves.toBeDefined();
    now += HOUR;
    await expect(silencer.begin(REQUEST)).resolves.toBeDefined();
  });

  it('are made anew where the agent writes meanwhile, and given up where it always does', async () => {
    let conflicts = 3;
    const busy = Object.assign(Object.create(store) as typeof store, {
      silence: async (change: Parameters<typeof store.silence>[0]) =>
        conflicts-- > 0 ? false : store.silence(change),
    });
    const other = new Silencer({ store: busy, destinations: [], now: () => now });
    await other.begin(REQUEST);
    expect(await silencer.list()).toHaveLength(1);
    conflicts = 1_000;
    await expect(other.begin(REQUEST)).rejects.toMatchObject({ code: 'conflict', hint: 'Try again.' });
  });
});
