import type { ContainerSpec } from '@hale/core/simulate';
import type { AgentStore } from '@hale/store';
import { createMemoryStore } from '@hale/store/memory';
import { afterEach, describe, expect, test } from 'vitest';
import { Agent, type AgentOptions, STEPS_LIMIT } from './agent.ts';
import { RECORD_WITHIN_MS } from './status.ts';
import { anAgent, journalOf, partsFor, type TestAgent } from './testing/agent.ts';
import { alive, aTestEngine, listen } from './testing/engine.ts';
import { receivers } from './testing/receiver.ts';

const WEB: ContainerSpec = { name: 'web', was: { status: 'running', forMs: 60_000 } };
const DB: ContainerSpec = { name: 'db', was: { status: 'running', forMs: 60_000 } };
const JOB: ContainerSpec = { name: 'job', was: { status: 'exited', exitCode: 1, agoMs: 5_000 } };

const running: TestAgent[] = [];
afterEach(async () => {
  for (const agent of running.splice(0)) await agent.stop();
});

async function started(containers: Parameters<typeof anAgent>[0], options: Partial<AgentOptions> = {}) {
  const agent = await anAgent(containers, options);
  running.push(agent);
  return agent;
}

/** One that is told states, one that is told everything. */
async function telling(...containers: ContainerSpec[]) {
  const { internet, to, all } = receivers({ chat: 'state', log: 'event' });
  const agent = await started(containers, { internet, destinations: all });
  return { ...agent, ...to, internet, all };
}

/** A store whose commits wait while it is held. */
function holdable(store: AgentStore = createMemoryStore()) {
  let held = Promise.withResolvers<void>();
  held.resolve();
  const commit: AgentStore['commit'] = async (batch) => {
    await held.promise;
    return store.commit(batch);
  };
  return {
    store: Object.assign(Object.create(store) as AgentStore, { commit }),
    hold: () => void (held = Promise.withResolvers()),
    release: () => held.resolve(),
  };
}

describe('from the engine to the receivers', () => {
  test('what is bad already is told once, what is well is not', async () => {
    const { chat, log, news } = await telling(WEB, JOB);
    expect((await news()).toSorted()).toEqual([
      'container/job null → crashed by baseline',
      'container/web null → running by baseline',
    ]);
    expect([chat.heard, log.heard]).toEqual([['job crashed'], ['job crashed']]);
  });

  test('the first message of a quiet destination leaves at once, the next are gathered', async () => {
    const { engine, chat, pass } = await telling(WEB, DB);
    await engine.act('web', { do: 'oom' });
    await pass();
    expect(chat.heard).toEqual(['web oom-killed']);
    await engine.act('db', { do: 'oom' });
    await engine.act('web', { do: 'start' });
    await pass();
    expect(chat.messages).toEqual([1]);
    await pass(10_000);
    expect(chat.messages).toEqual([1, 2]);
    expect(chat.heard.slice(1).toSorted()).toEqual(['db oom-killed', 'web running after oom-killed']);
  });

  test('who takes every transition gets them in order', async () => {
    const { engine, log, pass } = await telling(WEB);
    await engine.act('web', { do: 'pause' });
    await engine.act('web', { do: 'unpause' });
    await engine.act('web', { do: 'exit', code: 3 });
    await pass(100);
    expect(log.heard).toEqual(['web paused', 'web running', 'web crashed']);
  });

  test('a destination that cannot be told is told to the others, and the way back too', async () => {
    const { internet, to, all } = receivers({ chat: 'state', pager: 'state' });
    const { engine, pass, agent } = await started([WEB], { internet, destinations: all });
    to.chat.answer(410);
    await engine.act('web', { do: 'oom' });
    await pass(60_000);
    expect(to.pager.heard).toEqual(['web oom-killed', 'destination/chat unhealthy']);
    expect(agent.status).toEqual({
      status: 'warn',
      reasons: [{ level: 'warn', about: 'destination', message: 'chat cannot be told: status-410' }],
    });
  });
});

describe('nothing holds up the stream', () => {
  test('a receiver that hangs', async () => {
    const { engine, chat, log, pass, news } = await telling(WEB, DB);
    chat.answer('hangs');
    await news();
    await engine.act('web', { do: 'oom' });
    await pass();
    await engine.act('db', { do: 'pause' });
    await pass();
    expect(await news()).toEqual([
      'container/web running → oom-killed by die',
      'container/db running → paused by pause',
    ]);
    expect([chat.tries(), chat.heard, log.heard]).toEqual([1, [], ['web oom-killed', 'db paused']]);
    chat.answer('takes');
    await pass(60_000);
    expect(chat.heard).toContain('web oom-killed');
  });

  test('a disk that does not answer; once it does, everything is written', async () => {
    const { store, hold, release } = holdable();
    const { engine, pass, news, agent } = await started([WEB], { store });
    await news();
    hold();
    const rounds = 100;
    for (let n = 0; n < rounds; n += 1) {
      await engine.act('web', { do: 'pause' });
      await engine.act('web', { do: 'unpause' });
    }
    await pass(100);
    expect(agent.view.unrecorded).toBeGreaterThanOrEqual(2);
    expect(await news()).toEqual([]);
    await pass(RECORD_WITHIN_MS);
    expect(agent.status).toEqual({
      status: 'fail',
      reasons: [{ level: 'fail', about: 'store', message: 'what was found cannot be written' }],
    });
    release();
    await pass();
    expect(await news()).toHaveLength(2 * rounds);
    expect(agent.status.status).toBe('pass');
  });

  test('nor a flood of events meanwhile: what the queues cannot hold is looked for again', async () => {
    const { store, hold, release } = holdable();
    const warnings: string[] = [];
    const quiet = (): void => undefined;
    const log = { debug: quiet, info: quiet, warn: (text: string) => void warnings.push(text), error: quiet };
    const { engine, pass, agent, clock } = await started([WEB], { store, log });
    hold();
    for (let n = 0; n < 5_000; n += 1) {
      await engine.act('web', { do: 'pause' });
      await engine.act('web', { do: 'unpause' });
      if (n % 100 === 0) await pass(1);
    }
    await engine.act('web', { do: 'exit', code: 3 });
    await pass(100);
    expect(agent.view.unrecorded).toBe(STEPS_LIMIT);
    release();
    for (let n = 0; n < 50; n += 1) await clock.advance(100);
    expect(agent.view.unrecorded).toBe(0);
    expect(warnings).toEqual(['events were lost: looking again']);
    const journal = await journalOf(store);
    expect(journal.at(-1)).toMatchObject({ subject: 'container/web', to: 'crashed' });
    for (const [n, { from, seq }] of journal.entries())
      expect([from, seq]).toEqual([journal[n - 1]?.to ?? null, n + 1]);
  });

  test('a disk that is full for a while', async () => {
    const store = createMemoryStore();
    const full = Object.assign(Object.create(store) as AgentStore, { commit: store.commit });
    const { engine, pass, news } = await started([WEB], { store: full });
    await news();
    full.commit = () => Promise.reject(new Error('the disk is full'));
    await engine.act('web', { do: 'pause' });
    await pass(20_000);
    await engine.act('web', { do: 'unpause' });
    await pass(20_000);
    expect(await news()).toEqual([]);
    full.commit = store.commit;
    await pass(20_000);
    expect(await news()).toEqual([
      'container/web running → paused by pause',
      'container/web paused → running by unpause',
    ]);
  });
});

describe('a stop', () => {
  test('has what was found recorded first', async () => {
    const { store, hold, release } = holdable();
    const { engine, pass, news, stop } = await anAgent([WEB], { store });
    await news();
    hold();
    await engine.act('web', { do: 'exit', code: 3 });
    await pass(10);
    const stopping = stop();
    release();
    await stopping;
    expect(await news()).toEqual(['container/web running → crashed by die']);
  });

  test('waits for the message that is under way', async () => {
    const { internet, to, all } = receivers({ chat: 'state' });
    const store = createMemoryStore();
    const first = await anAgent([WEB], { store, internet, destinations: all });
    to.chat.answer('hangs');
    await first.engine.act('web', { do: 'oom' });
    await first.pass();
    const stopping = first.stop();
    to.chat.answer('takes');
    await stopping;
    expect(to.chat.heard).toEqual(['web oom-killed']);
    expect((await store.deliveries('chat', ['container/web']))[0]).toMatchObject({
      leaseUntil: null,
      unknown: false,
    });
    const { pass } = await started(first, { store, internet, destinations: all });
    await pass(120_000);
    expect(to.chat.heard).toEqual(['web oom-killed']);
  });

  test('ends everything: nothing sleeps any more', async () => {
    const { internet, all } = receivers({ chat: 'state', log: 'event' });
    const { stop, clock } = await anAgent([WEB], { internet, destinations: all });
    await stop();
    expect(clock.sleepers).toBe(0);
  });

  test('before it has begun is one at once', async () => {
    const engine = aTestEngine(WEB);
    const agent = await Agent.open(partsFor(engine));
    await agent.run(AbortSignal.abort());
    expect([engine.clock.sleepers, engine.calls]).toEqual([0, []]);
  });
});

describe('for a screen', () => {
  test('first what is there, then each change once it is on disk', async () => {
    const { store, hold, release } = holdable();
    const engine = aTestEngine(WEB);
    const first = await started(engine, { store });
    const { told } = listen(first.agent.changes());
    hold();
    await engine.engine.act('web', { do: 'pause' });
    await first.pass(10);
    expect(told).toEqual([]);
    release();
    await first.pass();
    expect(told).toEqual(['container/web running → paused by pause']);
    await first.stop();
  });

  test('an agent that goes on introduces what it knows, and records nothing for that', async () => {
    const store = createMemoryStore();
    const engine = aTestEngine(WEB, JOB);
    const first = await anAgent(engine, { store });
    await first.stop();
    const before = await journalOf(store);
    const agent = await Agent.open(partsFor(engine, { store }));
    const { told } = listen(agent.changes());
    const stop = new AbortController();
    const ended = agent.run(stop.signal);
    await first.pass(50);
    expect(told.toSorted()).toEqual([
      'container/job null → crashed by baseline',
      'container/web null → running by baseline',
    ]);
    stop.abort();
    await first.pass();
    await ended;
    expect(await journalOf(store)).toEqual(before);
  });
});

test('a hundred quiet containers cost one stream, a list a minute and a ping each half', async () => {
  const containers = Array.from({ length: 100 }, (_, n): ContainerSpec => ({ ...WEB, name: `web-${n}` }));
  const rig = await started(containers);
  await alive(rig, () => rig.pass(10 * 60_000));
  const { events, list, ping, inspect, exec, other } = rig.agent.view.calls;
  expect({ events, inspect, exec, other }).toEqual({ events: 1, inspect: 100, exec: 0, other: 0 });
  expect(list).toBeGreaterThanOrEqual(10);
  expect(list).toBeLessThanOrEqual(11);
  expect(ping).toBeLessThanOrEqual(21);
});
