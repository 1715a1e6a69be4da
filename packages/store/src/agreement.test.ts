import { CONDITIONS, type Condition, claim, type Delivery, newJournal, type Tip } from '@hale/core';
import { NOON } from '@hale/core/testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AgentStore, SubjectState } from './agent-store.ts';
import { createMemoryStore } from './memory/memory-store.ts';
import { migrate } from './migrate.ts';
import { createAgentStore } from './sql-agent-store.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';
import {
  aBatch,
  aChange,
  aDelivery,
  aDestination,
  aMonitor,
  aSubject,
  entriesOf,
} from './testing/samples.ts';

const HOUR_MS = 3_600_000;
const name = fc.constantFrom('a', 'b', 'c', 'd');
const destination = fc.constantFrom('ops', 'audit');
const hours = fc.integer({ min: 0, max: 50 * 24 }).map((n) => NOON + n * HOUR_MS);

type Act = (stores: readonly AgentStore[]) => Promise<void>;

/** Every store gives the same answer. */
async function agree<T>(stores: readonly AgentStore[], ask: (store: AgentStore) => Promise<T>): Promise<T> {
  const [first, ...others] = await Promise.all(stores.map(ask));
  for (const other of others) expect(other).toEqual(first);
  return first as T;
}

const commit = fc
  .record({
    changes: fc.array(
      fc.record({ name, to: fc.constantFrom(...CONDITIONS), at: hours, ms: fc.nat(90 * HOUR_MS) }),
      {
        maxLength: 4,
      },
    ),
    destinations: fc.uniqueArray(destination),
    monitors: fc.uniqueArray(name),
    forgotten: fc.uniqueArray(name),
    engineLost: fc.boolean(),
    stale: fc.constantFrom<'tip' | 'row' | null>('tip', 'row', null, null, null, null),
    settle: fc.boolean(),
    renews: fc.constantFrom(false, false, false, true),
  })
  .map<Act>((plan) => async (stores) => {
    const { tip } = await agree(stores, sortedLoad);
    const from: Condition = 'healthy';
    const changes = plan.changes.map(({ name, to, at, ms }) =>
      aChange(name, { from, to, at, fromAt: at - ms, output: `said at ${at}` }),
    );
    const renewed = newJournal(`epoch-${Number(tip?.epoch.slice('epoch-'.length) ?? 1) + 1}`);
    const batch = await aBatch(
      plan.stale === 'tip' ? moved(tip) : tip,
      changes,
      plan.renews ? { renewed } : {},
    );
    const newest = [...new Map(entriesOf(batch).map((entry) => [entry.subject, entry])).values()];
    const deliveries: Delivery[] = [];
    const settled: Delivery[] = [];
    for (const each of plan.destinations) {
      const rows = await agree(stores, async (store) =>
        (await store.deliveries(each, ['container/a', 'container/b', 'container/c', 'container/d'])).toSorted(
          (a, b) => (a.subject < b.subject ? -1 : 1),
        ),
      );
      for (const want of newest) {
        const row = rows.find(({ subject }) => subject === want.subject);
        const version = (row?.version ?? 0) + (plan.stale === 'row' ? 1 : 0);
        const next = aDelivery(want, { ...row, want, version, destination: each, dueAt: want.at });
        if (plan.settle && row) settled.push(next);
        else deliveries.push(next);
      }
    }
    await agree(stores, (store) =>
      store.commit({
        ...batch,
        engineLost: plan.engineLost,
        monitors: plan.monitors.map(aMonitor),
        forgotten: plan.forgotten.filter((name) => !plan.monitors.includes(name)).map((name) => `id-${name}`),
        subjects: newest.map(aSubject),
        deliveries,
        settled,
      }),
    );
  });

const attempt = fc
  .record({
    destination,
    now: hours,
    limit: fc.integer({ min: 1, max: 3 }),
    dies: fc.boolean(),
    fails: fc.boolean(),
  })
  .map<Act>(({ destination, now, limit, dies, fails }) => async (stores) => {
    const due = await agree(stores, (store) => store.due(destination, now, limit));
    const claimed = due.map((row) => claim(row, now));
    await agree(stores, (store) => store.save({ deliveries: claimed }));
    // Whoever comes second finds the row taken.
    const again = await agree(stores, (store) => store.save({ deliveries: claimed }));
    if (again && due.length > 0) throw new Error('a row was taken twice');
    if (dies) return;
    const ended = claimed.map((row) => ({ ...row, version: row.version + 1, leaseUntil: null, dueAt: null }));
    const dead = ended.map(({ want }) => ({ destination, entry: want, code: 'x', at: now }));
    await agree(stores, (store) =>
      store.save(fails ? { deliveries: ended, dead } : { settled: ended, revived: dead }),
    );
  });

const configure = fc
  .record({ destination, stale: fc.boolean() })
  .map<Act>(({ destination, stale }) => async (stores) => {
    const known = await agree(stores, (store) => store.destinations());
    const version = (known.find(({ name }) => name === destination)?.version ?? 0) + (stale ? 1 : 0);
    await agree(stores, (store) => store.save({ destinations: [aDestination(destination, { version })] }));
  });

const prune = hours.map<Act>((now) => async (stores) => {
  for (const store of stores) while ((await store.prune(now)) > 0);
});

const look: Act = async (stores) => {
  const { tip, subjects } = await agree(stores, sortedLoad);
  for (const store of stores) {
    const believed = await store.believed();
    expect({ ...believed, subjects: believed.subjects.toSorted(bySubject) }).toEqual({ tip, subjects });
  }
  for (const epoch of new Set(['epoch-1', 'epoch-2', tip?.epoch ?? 'none']))
    for (const after of [0, 2]) {
      await agree(stores, (store) => store.chain(epoch, after, 3));
      await agree(stores, async (store) => ({ ...(await store.behind(epoch, after)), bytes: null }));
    }
  await agree(stores, (store) => store.history({ limit: 100 }));
  await agree(stores, (store) => store.history({ subject: 'container/a', limit: 2 }));
  await agree(stores, (store) => store.entriesAfter(2, 100));
  await agree(stores, (store) => store.outstanding(100));
  await agree(stores, (store) => store.destinations());
  await agree(stores, (store) => store.days({ from: 0, limit: 1_000 }));
  for (const each of ['ops', 'audit']) await agree(stores, (store) => store.nextDue(each));
};

it('SQLite and memory give the same answers, whatever happened', async () => {
  const acts = fc.array(
    fc.oneof({ weight: 4, arbitrary: commit }, { weight: 4, arbitrary: attempt }, configure, prune),
    {
      minLength: 1,
      maxLength: 25,
    },
  );
  await fc.assert(
    fc.asyncProperty(acts, async (history) => {
      const { sql } = openSqlite(':memory:');
      await migrate(sql);
      const stores = [createAgentStore(sql), createMemoryStore()];
      for (const act of history) {
        await act(stores);
        await look(stores);
      }
      await sql.close();
    }),
    { numRuns: 60 },
  );
});

async function sortedLoad(store: AgentStore) {
  const { monitors, subjects, ...rest } = await store.load();
  return {
    ...rest,
    monitors: monitors.toSorted((a, b) => (a.container.id < b.container.id ? -1 : 1)),
    subjects: subjects.toSorted(bySubject),
  };
}

function bySubject(a: SubjectState, b: SubjectState): number {
  return a.subject < b.subject ? -1 : 1;
}

function moved(tip: Tip | null): Tip {
  return { epoch: tip?.epoch ?? 'epoch-1', seq: (tip?.seq ?? 0) + 1, chain: tip?.chain ?? '' };
}
