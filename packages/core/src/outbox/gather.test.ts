import { expect, it } from 'vitest';
import { NOON } from '../testing/container.ts';
import { anEntry } from '../testing/entry.ts';
import type { Delivery, Tier } from './delivery.ts';
import { gather } from './gather.ts';
import { plan } from './plan.ts';
import { TOLD_BY_DEFAULT } from './tell.ts';

function due(...tiers: readonly Tier[]): readonly Delivery[] {
  return tiers.flatMap((tier, n) => {
    const entry = anEntry('unhealthy', { subject: `container/${n}` });
    const delivery = plan(null, entry, 'ops', TOLD_BY_DEFAULT, NOON);
    return delivery ? [{ ...delivery, tier }] : [];
  });
}

it.each<[string, readonly Tier[], readonly number[]]>([
  ['nothing', [], []],
  ['all of them', [0, 0, 0], [0, 1, 2]],
  ['no more than fit', [0, 0, 0, 0, 0, 0], [0, 1, 2, 3]],
  ['those as plain as the first', [1, 0, 1], [0, 2]],
  ['the plainest alone', [2, 2, 0], [0]],
])('%s', (_, tiers, taken) => {
  expect(gather(due(...tiers), 4).map(({ subject }) => subject)).toEqual(taken.map((n) => `container/${n}`));
});
