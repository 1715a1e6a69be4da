import type { Http } from '@hale/core';
import type { AgentStore } from '@hale/store';
import { createMemoryStore, type MemoryStore } from '@hale/store/memory';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fate, TestHub } from '../testing/hub.ts';
import { entryOf } from '../testing/hub-stream.ts';
import { type Linked, linked } from '../testing/linked.ts';
import { FAREWELL_MS } from './hub-link.ts';

/** Longer than any backoff, and what is spread after it. */
const CALM_MS = 30 * 60_000;

const FATES: readonly Fate[] = [
  'fine',
  'lost',
  'unanswered',
  'hangs',
  'twice',
  'late',
  'garbled',
  { status: 500 },
  { status: 503, headers: { 'retry-after': '3' } },
  { status: 413 },
];
const DEMANDS: readonly TestHub['demand'][] = ['hello', 'snapshot', 'new-epoch'];

type Move =
  | { readonly happen: 'create' | 'start' | 'die' | 'destroy'; readonly of: string }
  | { readonly waitMs: number }
  | { readonly demand: TestHub['demand'] }
  /** After so many more calls of what is outside the process, the last of them done or not. */
  | { readonly killAfter: number; readonly last: 'done' | 'not-done' }
  | { readonly restart: true };

const moves = fc.array<Move>(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        happen: fc.constantFrom('create', 'start', 'die', 'destroy'),
        of: fc.constantFrom('a', 'b', 'c'),
      }),
    },
    { weight: 4, arbitrary: fc.record({ waitMs: fc.constantFrom(0, 100, 1_500, 20_000, 90_000) }) },
    { weight: 1, arbitrary: fc.record({ demand: fc.constantFrom(...DEMANDS) }) },
    {
      weight: 1,
      arbitrary: fc.record({ killAfter: fc.nat(12), last: fc.constantFrom('done', 'not-done') }),
    },
    { weight: 1, arbitrary: fc.constant<Move>({ restart: true }) },
  ),
  { maxLength: 40, size: 'max' },
);
const fates = fc.array(fc.constantFrom(...FATES), { maxLength: 25, size: 'max' });
const caps = fc.record({
  maxEntries: fc.constantFrom(1, 2, 500),
  maxBytes: fc.constantFrom(4_000, 1_000_000),
  most: fc.constantFrom(1, 500),
});

interface Life {
  readonly rig: Linked;
  die(calls: number, last: 'done' | 'not-done'): void;
}

/** A process whose every call to the outside may be its last: nothing is ever answered again. */
async function live(
  hub: TestHub | undefined,
  store: AgentStore,
  others: Partial<Linked> = {},
): Promise<Life> {
  let left = Number.POSITIVE_INFINITY;
  let last: 'done' | 'not-done' = 'done';
  const never = new Promise<never>(() => undefined);
  async function call<T>(work: () => Promise<T>): Promise<T> {
    left -= 1;
    if (left < 0 || (left === 0 && last === 'not-done')) return never;
    const answer = await work();
    return left <= 0 ? never : answer;
  }
  const own: Pick<AgentStore, 'believed' | 'chain' | 'behind' | 'destinations' | 'save' | 'earlier'> = {
    believed: () => call(() => store.believed()),
    chain: (...place) => call(() => store.chain(...place)),
    behind: (...place) => call(() => store.behind(...place)),
    earlier: (...place) => call(() => store.earlier(...place)),
    destinations: () => call(() => store.destinations()),
    save: (changes) => call(() => store.save(changes)),
  };
  const { clock, lives } = others;
  const rig = await linked({
    store,
    ...(hub && { hub }),
    ...(clock && { clock }),
    ...(lives && { lives }),
    link: { store: Object.assign(Object.create(store) as AgentStore, own) },
    over:
      (http: Http): Http =>
      (request) =>
        call(() => http(request)),
  });
  rig.start();
  return {
    rig,
    die(calls, how) {
      left = calls;
      last = how;
    },
  };
}

interface Play {
  readonly moves: readonly Move[];
  readonly fates: readonly Fate[];
  readonly limits: TestHub['limits'] & Pick<TestHub, 'most'>;
  /** What the process that follows another finds. */
  readonly heir: (store: MemoryStore) => MemoryStore;
}

async function play({ moves, fates, limits, heir }: Play): Promise<Linked> {
  let store = createMemoryStore();
  let life = await live(undefined, store);
  const { hub, clock, lives } = life.rig;
  const { most, ...allowed } = limits;
  hub.limits = allowed;
  hub.most = most;
  let turn = 0;
  hub.fate = () => fates[turn++] ?? 'fine';
  const restart = async (): Promise<void> => {
    store = heir(store);
    life = await live(hub, store, { clock, lives });
  };
  for (const move of moves) {
    if ('waitMs' in move) await life.rig.pass(move.waitMs);
    else if ('demand' in move) hub.demand = move.demand;
    else if ('restart' in move) {
      await life.rig.stop(FAREWELL_MS);
      await restart();
    } else if ('killAfter' in move) {
      life.die(move.killAfter, move.last);
      await life.rig.pass(20_000);
      life.die(0, 'not-done');
      await restart();
    } else if ((move.happen === 'create') !== lives.is(move.of)) await life.rig.happen(move.of, move.happen);
    expect(hub.faults).toEqual([]);
    expectNotAhead(life.rig);
  }
  hub.fate = () => 'fine';
  hub.demand = null;
  await life.rig.pass(CALM_MS);
  expect(hub.faults).toEqual([]);
  return life.rig;
}

/** What it takes for confirmed, the hub has. */
function expectNotAhead({ hub, link }: Linked): void {
  const most = Math.max(0, ...hub.stream.replicas.map(({ acked }) => acked.seq));
  expect(link.view.acked).toBeLessThanOrEqual(most);
}

async function expectReplicated({ hub, store, link }: Linked): Promise<void> {
  const { tip, subjects } = await store.believed();
  const { replica } = hub.stream;
  if (!tip || !replica) throw new Error('nothing was sent');
  expect({ ...replica.acked, epoch: replica.epoch }).toEqual(tip);
  expect(replica.entries.map(entryOf)).toEqual(
    (await store.chain(tip.epoch, 0, 10_000)).map(({ entry }) => entry),
  );
  const there = subjects.filter(({ last }) => last.to !== 'removed');
  expect([...hub.stream.believed.values()].map(({ id }) => id).toSorted()).toEqual(
    there.map(({ last }) => last.id).toSorted(),
  );
  expect(link.view).toMatchObject({ state: 'live', acked: tip.seq, queued: { entries: 0 } });
}

/** So that what is sent can be looked for in it. */
async function written(store: AgentStore): Promise<ReadonlyMap<string, unknown>> {
  const all = await store.entriesAfter(0, 10_000);
  return new Map(all.map(({ entry }) => [entry.id, entry]));
}

test('once the faults stop the hub has every entry once, in order, and nothing that was never written', () =>
  fc.assert(
    fc.asyncProperty(moves, fates, caps, async (moves, fates, limits) => {
      const rig = await play({ moves, fates, limits, heir: (store) => store });
      try {
        await expectReplicated(rig);
        const known = await written(rig.store);
        for (const { entries, gaps } of rig.hub.stream.replicas) {
          expect(gaps).toEqual([]);
          expect(entries.map(({ entry }) => entry.seq)).toEqual(entries.map((_, index) => index + 1));
          for (const sent of entries) expect(known.get(entryOf(sent).id)).toEqual(entryOf(sent));
        }
      } finally {
        await rig.stop();
      }
    }),
    { numRuns: 150 },
  ));

test('an agent that remembers nothing begins anew with each start, and its hub believes what it believes', () =>
  fc.assert(
    fc.asyncProperty(moves, fates, caps, async (moves, fates, limits) => {
      const rig = await play({ moves, fates, limits, heir: () => createMemoryStore() });
      try {
        await expectReplicated(rig);
        const epochs = rig.hub.stream.replicas.map(({ epoch }) => epoch);
        expect(new Set(epochs).size).toBe(epochs.length);
      } finally {
        await rig.stop();
      }
    }),
    { numRuns: 80 },
  ));
