import type { ContainerSpec } from '@hale/core/simulate';
import { createMemoryStore } from '@hale/store/memory';
import { afterEach, describe, expect, test } from 'vitest';
import type { AgentOptions } from './agent.ts';
import { readCheckRules } from './check/config.ts';
import { anAgent, journalOf, passTime, type TestAgent } from './testing/agent.ts';
import { aTestEngine, type TestEngine } from './testing/engine.ts';
import { receivers } from './testing/receiver.ts';
import { scriptedProbes } from './testing/scripted-probes.ts';

const WEB: ContainerSpec = { name: 'web', was: { status: 'running', forMs: 60_000 } };
const DB: ContainerSpec = { name: 'db', was: { status: 'running', forMs: 60_000 } };
const AWAY_MS = 30_000;

const running: TestAgent[] = [];
afterEach(async () => {
  for (const agent of running.splice(0)) await agent.stop();
});

/** What the journal says of the time in which hale was away, once it is back. */
async function away(
  engine: TestEngine,
  during: () => Promise<unknown>,
  options: Partial<AgentOptions> = {},
): Promise<TestAgent> {
  const store = options.store ?? createMemoryStore();
  const before = await anAgent(engine, { ...options, store });
  await before.stop();
  await passTime(engine, AWAY_MS);
  await during();
  await passTime(engine, AWAY_MS);
  const after = await anAgent(engine, { ...options, store });
  running.push(after);
  await after.pass(2_000);
  return after;
}

describe('what changed while hale was away', () => {
  test('nothing is nothing', async () => {
    const { news } = await away(aTestEngine(WEB, DB), async () => undefined);
    expect(await news()).toEqual([]);
  });

  test('is one change each, found late, with the time that the engine recorded', async () => {
    const engine = aTestEngine(WEB, DB);
    const since = engine.clock.now();
    const { news, store } = await away(engine, async () => {
      await engine.engine.act('web', { do: 'exit', code: 3 });
      await engine.engine.act('db', { do: 'pause' });
    });
    expect((await news()).toSorted()).toEqual([
      'container/db running → paused by reconcile',
      'container/web running → crashed by reconcile',
    ]);
    const journal = await journalOf(store);
    const crash = journal.find(({ to }) => to === 'crashed');
    expect((crash?.at ?? 0) - since).toBeGreaterThanOrEqual(AWAY_MS);
    expect((crash?.at ?? 0) - since).toBeLessThan(AWAY_MS + 1_000);
  });

  test('a restart that nobody saw is none, if it came back as it was', async () => {
    const engine = aTestEngine(WEB);
    const { news } = await away(engine, async () => {
      await engine.engine.act('web', { do: 'exit', code: 3 });
      await engine.engine.act('web', { do: 'start' });
    });
    expect(await news()).toEqual([]);
  });

  test('what is gone is removed, what has come is new', async () => {
    const engine = aTestEngine(WEB);
    const { news } = await away(engine, async () => {
      await engine.engine.act('web', { do: 'exit', code: 0 });
      await engine.engine.act('web', { do: 'remove' });
      engine.engine.place(DB);
    });
    expect((await news()).toSorted()).toEqual([
      'container/db null → running by reconcile',
      'container/web running → removed by reconcile',
    ]);
  });

  test('recreated under the same name is the same subject', async () => {
    const engine = aTestEngine(WEB);
    const {
      news,
      engine: after,
      pass,
    } = await away(engine, async () => {
      await engine.engine.act('web', { do: 'exit', code: 0 });
      await engine.engine.act('web', { do: 'remove' });
      engine.engine.place({ name: 'web' });
    });
    expect(await news()).toEqual([]);
    await after.act('web', { do: 'pause' });
    await pass(100);
    expect(await news()).toEqual(['container/web running → paused by pause']);
  });

  test('a failure that was told, and has healed, is told to be over', async () => {
    const { internet, to, all } = receivers({ chat: 'state' });
    const engine = aTestEngine(WEB);
    const options = { store: createMemoryStore(), internet, destinations: all };
    const before = await anAgent(engine, options);
    await engine.engine.act('web', { do: 'oom' });
    await before.pass(100);
    await before.stop();
    expect(to.chat.heard.splice(0)).toEqual(['web oom-killed']);
    const after = await away(engine, () => engine.engine.act('web', { do: 'start' }), options);
    await after.pass(60_000);
    expect(to.chat.heard).toEqual(['web running after oom-killed']);
  });
});

describe('the engine is away when hale comes back', () => {
  test('is unknown once, over any number of restarts, and found later', async () => {
    const engine = aTestEngine(WEB);
    const options = { store: createMemoryStore() };
    const { news, stop } = await away(engine, async () => engine.answer(false), options);
    expect(await news()).toEqual([
      'engine null → unknown by engine-lost',
      'container/web running → unknown by engine-lost',
    ]);
    running.length = 0;
    await stop();
    const later = await anAgent(engine, options);
    running.push(later);
    await later.pass(60_000);
    expect(await later.news()).toEqual([]);
    expect(later.agent.status.status).toBe('fail');
    engine.answer(true);
    await later.pass(60_000);
    expect((await later.news()).toSorted()).toEqual([
      'container/web unknown → running by reconcile',
      'engine unknown → running by engine-found',
    ]);
  });

  test('and was never in sight before: its containers are the baseline when they come', async () => {
    const engine = aTestEngine(WEB);
    const store = createMemoryStore();
    engine.answer(false);
    const blind = await anAgent(engine, { store });
    await blind.pass(10_000);
    expect(await blind.news()).toEqual(['engine null → unknown by engine-lost']);
    await blind.stop();
    engine.answer(true);
    const seeing = await anAgent(engine, { store });
    running.push(seeing);
    expect(await seeing.news()).toEqual([
      'engine unknown → running by engine-found',
      'container/web null → running by baseline',
    ]);
  });
});

describe("hale's own checks", () => {
  const CHECKED: ContainerSpec = {
    ...WEB,
    labels: { 'hale.check.tcp': '80', 'hale.interval': '10s', 'hale.retries': '2' },
  };

  async function checking(first: number, failures: number) {
    const engine = aTestEngine(CHECKED);
    const probes = scriptedProbes(engine.clock);
    const options = { store: createMemoryStore(), watch: { checks: { run: probes.run } } };
    const before = await anAgent(engine, options);
    probes.says.set('web', first);
    await before.pass(20_000);
    probes.says.set('web', failures > 0 ? 1 : first);
    await before.pass(10_000 * failures);
    await before.stop();
    await passTime(engine, AWAY_MS);
    const after = await anAgent(engine, options);
    running.push(after);
    await after.pass(2_000);
    return { ...after, says: probes.says, options };
  }

  test('go on from the verdict that they gave', async () => {
    const { news, says, pass } = await checking(0, 0);
    expect(await news()).toEqual([]);
    await pass(60_000);
    expect(await news()).toEqual([]);
    says.set('web', 1);
    await pass(20_000);
    expect(await news()).toEqual(['container/web healthy → unhealthy by probe']);
  });

  test('go on from a bad one: one pass ends it', async () => {
    const { news, says, pass } = await checking(1, 0);
    await pass(30_000);
    expect(await news()).toEqual([]);
    says.set('web', 0);
    await pass(10_000);
    expect(await news()).toEqual(['container/web unhealthy → healthy by probe']);
  });

  test('go on with the failing streak', async () => {
    const { news, pass, agent } = await checking(0, 1);
    expect(await news()).toEqual([]);
    await pass(10_000);
    expect(await news()).toEqual(['container/web healthy → unhealthy by probe']);
    expect(agent.changes().containers()[0]?.container.health).toMatchObject({ failingStreak: 2 });
  });

  test('begin anew with a new run of the container', async () => {
    const { stop, engine, options, ...rig } = await checking(0, 1);
    running.length = 0;
    await stop();
    await passTime(rig, AWAY_MS);
    await engine.act('web', { do: 'exit', code: 0 });
    await engine.act('web', { do: 'start' });
    await passTime(rig, AWAY_MS);
    const again = await anAgent({ ...rig, engine }, options);
    running.push(again);
    await again.pass(2_000);
    expect(await again.news()).toEqual(['container/web healthy → starting by reconcile']);
    await again.pass(10_000);
    expect(await again.news()).toEqual([]);
    await again.pass(10_000);
    expect(await again.news()).toEqual(['container/web starting → unhealthy by probe']);
  });

  test('begin anew where another check is asked for', async () => {
    const { stop, options, ...rig } = await checking(0, 0);
    running.length = 0;
    await stop();
    const checks = { ...options.watch.checks, config: readCheckRules([{ container: 'web', tcp: 81 }]) };
    const again = await anAgent(rig, { ...options, watch: { checks } });
    running.push(again);
    await again.pass(2_000);
    expect(await again.news()).toEqual(['container/web healthy → starting by reconcile']);
  });
});
