import { seededRandom } from '@hale/core/simulate';
import { afterEach, describe, expect, test } from 'vitest';
import { HUB_AWAY_MS } from './status.ts';
import { anAgent, instantHash, type TestAgent } from './testing/agent.ts';
import { aTestEngine, type TestEngine } from './testing/engine.ts';
import { AGENT_TOKEN, HUB_URL, TestHub } from './testing/hub.ts';

const WEB = { name: 'web', was: { status: 'running', forMs: 60_000 } } as const;

const running: TestAgent[] = [];
afterEach(async () => {
  for (const agent of running.splice(0)) await agent.stop();
});

async function reporting(engine: TestEngine = aTestEngine(WEB)) {
  const hub = new TestHub({ clock: engine.clock, hash: instantHash, random: seededRandom(3) });
  const agent = await anAgent(engine, {
    hub: {
      http: hub.http,
      url: HUB_URL,
      identify: async () => ({ agent: 'agent-of-this-host', token: AGENT_TOKEN }),
      host: { name: 'here', os: null, arch: null, engine: null },
      remembers: 'memory',
      tells: 'hub',
    },
  });
  running.push(agent);
  await agent.pass(2_000);
  return { ...agent, hub };
}

describe('an agent with a hub', () => {
  test('reports what it records, from the first look on', async () => {
    const { hub, engine, pass, store, agent } = await reporting();
    await engine.act('web', { do: 'oom' });
    await pass(2_000);
    const [newest] = await store.history({ limit: 1 });
    expect(newest).toMatchObject({ to: 'oom-killed' });
    expect(hub.stream.believed.get('container/web')).toEqual(newest);
    expect(hub.stream.replicas).toHaveLength(1);
    expect(agent.view.hub).toMatchObject({
      state: 'live',
      acked: newest?.seq,
      agentId: 'agent-of-this-host',
    });
    expect(hub.exchanges.at(-1)?.request).toMatchObject({ engine: 'in-sight' });
  });

  test('says goodbye after the last that it records', async () => {
    const { hub, engine, pass, stop, store } = await reporting();
    await engine.act('web', { do: 'pause' });
    await pass();
    await engine.act('web', { do: 'unpause' });
    await pass();
    const [newest] = await store.history({ limit: 1 });
    expect([newest?.to, hub.stream.replica?.acked.seq]).toEqual(['running', (newest?.seq ?? 0) - 1]);
    await stop();
    expect([hub.stream.replica?.acked.seq, hub.stopped]).toEqual([newest?.seq, true]);
  });

  test('begins its journal anew where the hub has to have that, and goes on', async () => {
    const { hub, engine, pass, agent, news } = await reporting();
    await news();
    hub.demand = 'new-epoch';
    await engine.act('web', { do: 'pause' });
    await pass(20_000);
    await engine.act('web', { do: 'unpause' });
    await pass(2_000);
    expect(hub.stream.replicas).toHaveLength(2);
    expect(hub.stream.believed.get('container/web')).toMatchObject({ to: 'running', seq: 1 });
    expect(agent.view.hub).toMatchObject({ state: 'live', acked: 1 });
  });

  test('says that it is not reached for a while, and that it is not known at once', async () => {
    const { hub, pass, agent } = await reporting();
    expect(agent.status).toEqual({ status: 'pass', reasons: [] });
    hub.fate = () => 'lost';
    await pass(HUB_AWAY_MS - 60_000);
    expect(agent.status.status).toBe('pass');
    await pass(120_000);
    expect(agent.status).toMatchObject({
      status: 'warn',
      reasons: [
        { level: 'warn', about: 'hub', message: expect.stringContaining('check that https://hub.test runs') },
      ],
    });
    hub.fate = () => 'fine';
    hub.knows = false;
    await pass(6 * 60_000);
    expect(agent.status.reasons).toMatchObject([{ message: expect.stringContaining('hale hub invite') }]);
    hub.knows = true;
    await pass(15 * 60_000);
    expect(agent.status).toEqual({ status: 'pass', reasons: [] });
  });

  test('watches on, whatever the hub does', async () => {
    const { hub, engine, pass, news } = await reporting();
    await news();
    hub.fate = () => 'hangs';
    await engine.act('web', { do: 'pause' });
    await pass(1_000);
    expect(await news()).toEqual(['container/web running → paused by pause']);
    hub.fate = () => 'fine';
    await pass(60_000);
    expect(hub.stream.believed.get('container/web')).toMatchObject({ to: 'paused' });
  });
});

test('an agent without a hub says so', async () => {
  const alone = await anAgent([WEB]);
  running.push(alone);
  expect(alone.agent.view.hub).toBeNull();
});
