import { expect, it } from 'vitest';
import { describeAgentStore } from '../testing/agent-store-conformance.ts';
import { aBatch, aChange, aDelivery, aMonitor, aSubject, entriesOf, tipAfter } from '../testing/samples.ts';
import { MAX_ENTRIES } from './journal.ts';
import { createMemoryStore } from './memory-store.ts';

describeAgentStore('memory', async () => createMemoryStore());

it('keeps the newest entries, and counts what it let go of', async () => {
  const store = createMemoryStore();
  const full = await aBatch(null, Array(MAX_ENTRIES).fill(aChange('web')));
  await store.commit(full);
  expect(store.dropped).toBe(0);
  await store.commit(await aBatch(tipAfter(full), [aChange('web'), aChange('web')]));
  expect(store.dropped).toBe(2);
  const kept = await store.entriesAfter(0, MAX_ENTRIES + 2);
  expect(kept).toHaveLength(MAX_ENTRIES);
  expect(kept[0]).toMatchObject({ position: 3, entry: { seq: 3 } });
  expect(kept.at(-1)).toMatchObject({ position: MAX_ENTRIES + 2 });
});

it('goes on from a snapshot as the store it is of', async () => {
  const store = createMemoryStore();
  const batch = await aBatch(null, [aChange('web'), aChange('db')], { engineLost: true });
  const entries = entriesOf(batch);
  const monitors = [aMonitor('web')];
  await store.commit({
    ...batch,
    monitors,
    subjects: entries.map(aSubject),
    deliveries: entries.map((entry) => aDelivery(entry)),
  });
  const twin = createMemoryStore(store.snapshot());
  expect(twin.snapshot()).toEqual(store.snapshot());
  const next = await aBatch(tipAfter(batch), [aChange('web')]);
  for (const each of [store, twin]) expect(await each.commit(next)).toBe(true);
  expect(twin.snapshot()).toEqual(store.snapshot());
});
