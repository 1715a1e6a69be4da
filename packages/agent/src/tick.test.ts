import type { ContainerSpec } from '@hale/core/simulate';
import { createMemoryStore } from '@hale/store/memory';
import { describe, expect, test } from 'vitest';
import { anAgent, journalOf, partsFor, passTime } from './testing/agent.ts';
import { aTestEngine, type TestEngine } from './testing/engine.ts';
import { receivers } from './testing/receiver.ts';
import { scriptedProbes } from './testing/scripted-probes.ts';
import { inWords } from './testing/words.ts';
import { type TickOptions, tick } from './tick.ts';

const WEB: ContainerSpec = { name: 'web', was: { status: 'running', forMs: 60_000 } };
const DB: ContainerSpec = { name: 'db', was: { status: 'running', forMs: 60_000 } };
const JOB: ContainerSpec = { name: 'job', was: { status: 'exited', exitCode: 1, agoMs: 5_000 } };
const EVERY_MS = 60_000;

/** A cron job beside an engine. */
function cron(engine: TestEngine, more: Partial<TickOptions> = {}) {
  const { internet, to, all } = receivers({ chat: 'state', log: 'event' });
  const options = {
    ...partsFor(engine, { store: createMemoryStore(), internet, destinations: all }),
    ...more,
  };
  const next = async () => {
    await passTime(engine, EVERY_MS);
    const ticking = tick({ deliverMs: 10_000, ...options });
    let done = false;
    const end = (): void => void (done = true);
    ticking.then(end, end);
    while (!done) await passTime(engine, 100);
    const report = await ticking;
    return { ...report, news: report.entries.map(inWords) };
  };
  return { next, options, ...to };
}

describe('what it finds', () => {
  test('is a baseline, then each difference', async () => {
    const engine = aTestEngine(WEB, DB, JOB);
    const { next } = cron(engine);
    const { news, containers, error } = await next();
    expect(news.toSorted()).toEqual([
      'container/db null → running by baseline',
      'container/job null → crashed by baseline',
      'container/web null → running by baseline',
    ]);
    expect([containers.length, error]).toEqual([3, null]);
    expect((await next()).news).toEqual([]);
    await engine.engine.act('web', { do: 'exit', code: 3 });
    await engine.engine.act('db', { do: 'pause' });
    await engine.engine.act('job', { do: 'remove' });
    engine.engine.place({ name: 'new' });
    expect((await next()).news.toSorted()).toEqual([
      'container/db running → paused by reconcile',
      'container/job crashed → removed by reconcile',
      'container/new null → running by reconcile',
      'container/web running → crashed by reconcile',
    ]);
  });

  test('is seen to flap, and to be steady again by passes that find nothing new', async () => {
    const engine = aTestEngine(WEB);
    const { next, chat } = cron(engine);
    await next();
    for (let turn = 0; turn < 12; turn += 1) {
      await engine.engine.act('web', { do: turn % 2 === 0 ? 'oom' : 'start' });
      await next();
    }
    expect((await next()).containers).toMatchObject([{ flapping: true }]);
    expect(chat.heard.at(-1)).toBe('web flapping');
    const told = chat.heard.length;
    for (let pass = 0; pass < 20; pass += 1) await next();
    expect((await next()).containers).toMatchObject([{ flapping: false }]);
    expect(chat.heard.slice(told)).toEqual(['web running after oom-killed']);
  });

  test('is what an agent would say at that time, where nobody stops anything', async () => {
    const script: ((engine: TestEngine['engine']) => Promise<void>)[] = [
      (engine) => engine.act('web', { do: 'exit', code: 3 }),
      (engine) => engine.act('web', { do: 'start' }),
      (engine) => engine.act('db', { do: 'pause' }),
      (engine) => engine.act('db', { do: 'unpause' }),
      (engine) => engine.act('web', { do: 'oom' }),
      (engine) => engine.act('db', { do: 'rename', name: 'store' }),
      (engine) => engine.act('job', { do: 'remove' }),
    ];
    const engine = aTestEngine(WEB, DB, JOB);
    const agent = await anAgent(engine, { store: createMemoryStore() });
    const { next, options } = cron(engine);
    const standing = async (store: typeof options.store) =>
      (await store.load()).subjects.map(({ subject, last }) => `${subject} ${last.to}`).toSorted();
    await next();
    for (const act of script) {
      await act(engine.engine);
      await next();
      expect(await standing(options.store)).toEqual(await standing(agent.store));
    }
    await agent.stop();
  });

  test('goes on where an agent has left off, and the other way round', async () => {
    const engine = aTestEngine(WEB);
    const { next, options } = cron(engine);
    const agent = await anAgent(engine, options);
    await agent.stop();
    expect((await next()).news).toEqual([]);
    await engine.engine.act('web', { do: 'pause' });
    expect((await next()).news).toEqual(['container/web running → paused by reconcile']);
    const again = await anAgent(engine, options);
    expect(await again.news()).toEqual([]);
    await again.stop();
  });

  test('leaves out what is not selected', async () => {
    const { next } = cron(aTestEngine(WEB, DB), { watch: { select: ({ name }) => name !== 'db' } });
    expect((await next()).news).toEqual(['container/web null → running by baseline']);
  });
});

test("the failing streak of hale's own checks adds up from pass to pass", async () => {
  const engine = aTestEngine({ ...WEB, labels: { 'hale.check.tcp': '80', 'hale.retries': '3' } });
  const probes = scriptedProbes(engine.clock);
  const { next } = cron(engine, { watch: { checks: { run: probes.run } } });
  expect((await next()).news).toEqual(['container/web null → healthy by baseline']);
  probes.says.set('web', 1);
  expect((await next()).news).toEqual([]);
  expect((await next()).containers[0]?.container.health).toMatchObject({ failingStreak: 2 });
  expect((await next()).news).toEqual(['container/web healthy → unhealthy by reconcile']);
  probes.says.set('web', 0);
  expect((await next()).news).toEqual(['container/web unhealthy → healthy by reconcile']);
});

describe('the engine is away', () => {
  test('is an error, and known from then on', async () => {
    const engine = aTestEngine(WEB);
    const { next, chat } = cron(engine);
    await next();
    engine.answer(false);
    const lost = await next();
    expect(lost.error).toMatchObject({ code: 'unreachable' });
    expect(lost.news).toEqual([
      'engine null → unknown by engine-lost',
      'container/web running → unknown by engine-lost',
    ]);
    const still = await next();
    expect([still.error?.code, still.news]).toEqual(['unreachable', []]);
    expect(chat.heard).toEqual(['engine unknown']);
    engine.answer(true);
    const found = await next();
    expect([found.error, found.news]).toEqual([
      null,
      ['engine unknown → running by engine-found', 'container/web unknown → running by reconcile'],
    ]);
    expect(chat.heard).toEqual(['engine unknown', 'engine running after unknown']);
  });
});

describe('what it tells', () => {
  test('is told in the same pass', async () => {
    const engine = aTestEngine(WEB);
    const { next, chat, log } = cron(engine);
    await next();
    await engine.engine.act('web', { do: 'oom' });
    expect((await next()).delivered).toMatchObject({ sent: 2, failed: 0 });
    expect([chat.heard, log.heard]).toEqual([['web oom-killed'], ['web oom-killed']]);
  });

  test('is tried again in the next, once it is due', async () => {
    const engine = aTestEngine(WEB, JOB);
    const { next, chat, options } = cron(engine);
    chat.answer(503);
    const { delivered } = await next();
    expect(delivered.failed).toBeGreaterThanOrEqual(1);
    expect(delivered.nextAt).not.toBeNull();
    chat.answer('takes');
    expect((await next()).news).toEqual([]);
    expect(chat.heard).toEqual(['job crashed']);
    expect((await next()).delivered).toMatchObject({ sent: 0, failed: 0 });
    expect(await journalOf(options.store)).toHaveLength(2);
  });

  test('takes no longer than it may, and what was under way is told again', async () => {
    const engine = aTestEngine(JOB);
    const { next, chat } = cron(engine);
    chat.answer('hangs');
    const before = engine.clock.now();
    await next();
    expect(engine.clock.now() - before).toBeLessThan(EVERY_MS + 11_000);
    chat.answer('takes');
    await next();
    await next();
    expect(new Set(chat.heard)).toEqual(new Set(['job crashed']));
  });
});
