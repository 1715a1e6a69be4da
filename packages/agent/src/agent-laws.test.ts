import { Silencer } from '@hale/api';
import { containerSubject, type JournalEntry, LOOKS, link, newJournal, standing } from '@hale/core';
import type { ContainerSpec } from '@hale/core/simulate';
import type { AgentStore } from '@hale/store';
import { createMemoryStore } from '@hale/store/memory';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Agent } from './agent.ts';
import { CHORES_MS } from './chores.ts';
import { takeInventory } from './inventory.ts';
import { instantHash, journalOf, partsFor, passTime } from './testing/agent.ts';
import { aTestEngine } from './testing/engine.ts';
import { mortal } from './testing/mortal-store.ts';
import { receivers } from './testing/receiver.ts';

const COMPOSE = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'api' };
const NAMES = ['web', 'api', 'api2', 'job'];
const SPECS: readonly ContainerSpec[] = [
  { name: 'web', was: { status: 'running', forMs: 60_000 } },
  {
    name: 'api',
    labels: COMPOSE,
    healthcheck: { test: ['CMD', 'true'], intervalMs: 1_000, retries: 1 },
    finding: { exitCode: 0, output: 'ok', durationMs: 1 },
    restart: { name: 'always', maximumRetries: 0 },
    was: { status: 'running', forMs: 60_000 },
  },
];

const MOVE = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      name: fc.constantFrom(...NAMES),
      act: fc.constantFrom('start', 'pause', 'unpause', 'kill', 'exit', 'oom', 'fail', 'pass', 'remove'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ place: fc.constantFrom('api2', 'job') }) },
  {
    weight: 2,
    arbitrary: fc.record({ rename: fc.constantFrom('web', 'job'), to: fc.constantFrom('web', 'job') }),
  },
  { weight: 5, arbitrary: fc.record({ waitMs: fc.constantFrom(0, 1, 50, 1_500, 20_000) }) },
  { weight: 1, arbitrary: fc.record({ answering: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ commits: fc.nat(3), last: fc.constantFrom('with' as const, 'without' as const) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      silence: fc.constantFrom('container/web', 'container/shop/*', 'container/*'),
      forMs: fc.constantFrom(0, 1_000, 30_000, 100_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant('stop' as const) },
);

type Move = typeof MOVE extends fc.Arbitrary<infer T> ? T : never;

/** Long enough for checks, restarts, the minute's look and the end of silences, and for whoever is to be told. */
const CALM_MS = 200_000;

async function flaps(store: AgentStore): Promise<boolean> {
  const { subjects } = await store.load();
  return subjects.some(({ flapping, last }) => flapping.flapping && standing(last.to) !== 'excluded');
}

/** An engine, and one process of hale after another on one disk: each is stopped, or dies between two commits. */
async function live(moves: readonly Move[]) {
  const rig = aTestEngine(...SPECS);
  const { internet, to, all } = receivers({ chat: 'state', log: 'event' });
  const store = createMemoryStore();
  const life = new AbortController();
  const living = rig.engine.run(life.signal).catch(() => undefined);
  const begin = async () => {
    const disk = mortal(store);
    const options = partsFor(rig, { store: disk.store, internet, destinations: all });
    const stop = new AbortController();
    const ended = (await Agent.open(options)).run(stop.signal);
    ended.catch(() => undefined);
    return { disk, stop, ended };
  };
  let process = await begin();
  const restart = async (): Promise<void> => {
    process.stop.abort();
    await passTime(rig, 10_000);
    if (!process.disk.dead) await process.ended;
    process = await begin();
  };
  // Another process on the same disk; 0 ends one.
  const silencer = new Silencer({ store, destinations: all, now: () => rig.clock.now() });
  const silence = (subject: string, forMs: number): Promise<unknown> =>
    forMs === 0 ? silencer.end(subject) : silencer.begin({ subject, forMs, by: 'me', reason: null });
  // What cannot be done in the state that it is in is not done.
  const attempt = (deed: () => Promise<unknown>): Promise<unknown> =>
    Promise.resolve()
      .then(deed)
      .catch(() => undefined);
  await passTime(rig, 50);
  for (const move of moves) {
    if (move === 'stop') await restart();
    else if ('commits' in move) process.disk.dieAfter(move.commits, move.last);
    else if ('silence' in move) await silence(move.silence, move.forMs);
    else if ('answering' in move) rig.answer(move.answering);
    else if ('waitMs' in move) await passTime(rig, move.waitMs);
    else if ('place' in move)
      await attempt(async () =>
        rig.engine.place({ name: move.place, labels: move.place === 'api2' ? COMPOSE : {} }),
      );
    else if ('rename' in move)
      await attempt(() => rig.engine.act(move.rename, { do: 'rename', name: move.to }));
    else await attempt(() => rig.engine.act(move.name, actOf(move.act)));
    if (process.disk.dead) await restart();
  }
  rig.answer(true);
  await restart();
  await passTime(rig, CALM_MS);
  for (let minute = 0; minute < LOOKS && (await flaps(store)); minute += 1) await passTime(rig, CHORES_MS);
  process.stop.abort();
  await passTime(rig, 10_000);
  await process.ended;
  const views = await takeInventory(rig.http, { clock: rig.clock, all: true });
  life.abort();
  await living;
  return { journal: await journalOf(store), entries: store.snapshot().entries, views, store, to };
}

function actOf(act: string) {
  switch (act) {
    case 'exit':
      return { do: act, code: 3 } as const;
    case 'kill':
      return { do: act, signal: 'KILL' } as const;
    case 'fail':
      return { do: act, output: 'not well' } as const;
    default:
      return { do: act as 'start' | 'pause' | 'unpause' | 'oom' | 'pass' | 'remove' };
  }
}

test('however often hale dies, between any two commits: the journal has no hole, nothing twice, and its last word is true', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(MOVE, { maxLength: 30 }), async (moves) => {
      const { journal, entries, views } = await live(moves);
      let chain = newJournal('any').chain;
      for (const [n, { entry, chain: stored }] of entries.entries()) {
        expect(entry.seq).toBe(n + 1);
        expect(entry.epoch).toBe(entries[0]?.entry.epoch);
        ({ chain } = await link(chain, entry, instantHash));
        expect(stored).toBe(chain);
      }
      const last = new Map<string, JournalEntry>();
      for (const entry of journal) {
        const before = last.get(entry.subject);
        expect([entry.from, entry.fromAt]).toEqual([before?.to ?? null, before?.at ?? null]);
        expect(entry.to).not.toBe(entry.from);
        last.set(entry.subject, entry);
      }
      const newest = new Map<string, (typeof views)[number]>();
      for (const view of views) {
        const known = newest.get(view.subject);
        if (!known || Date.parse(known.container.createdAt) < Date.parse(view.container.createdAt))
          newest.set(view.subject, view);
      }
      for (const { container } of newest.values()) expect(last.has(containerSubject(container))).toBe(true);
      for (const [subject, { to }] of last) {
        if (subject === 'engine') expect(to).toBe('running');
        else if (to !== newest.get(subject)?.condition) {
          const shown = newest.get(subject)?.container.state;
          // How an exit came about, only a witness knows.
          expect([subject, shown?.status ?? 'removed']).toEqual([subject, ENDED.has(to) ? 'exited' : to]);
        }
      }
    }),
    { numRuns: 60 },
  );
});

const ENDED: ReadonlySet<string> = new Set(['stopped', 'crashed', 'oom-killed', 'looping']);

test('and who is told of states knows in the end of every failure that there is, and of no other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(MOVE, { maxLength: 30 }), async (moves) => {
      const { store, to } = await live(moves);
      const open = new Set<string>();
      for (const line of to.chat.heard) {
        const [subject = '', condition = ''] = line.split(' ');
        if (FAILURES.has(condition)) open.add(subject);
        else open.delete(subject);
      }
      const { subjects } = await store.load();
      const bad = subjects
        .filter(({ last }) => FAILURES.has(last.to))
        .map(({ subject }) => subject.replace('container/', ''));
      expect([...open].toSorted()).toEqual(bad.toSorted());
    }),
    { numRuns: 40 },
  );
});

const FAILURES: ReadonlySet<string> = new Set(['flapping', 'unhealthy', 'crashed', 'oom-killed', 'looping']);
