import { metricsRoutes } from '@hale/api';
import type { ContainerSpec } from '@hale/core/simulate';
import { createMemoryStore } from '@hale/store/memory';
import { afterEach, describe, expect, test } from 'vitest';
import type { AgentOptions } from '../agent.ts';
import { anAgent, type TestAgent } from '../testing/agent.ts';
import { aTestEngine } from '../testing/engine.ts';
import { receivers } from '../testing/receiver.ts';
import { scriptedProbes } from '../testing/scripted-probes.ts';
import { MAX_SERIES, measure } from './metric-families.ts';

const WEB: ContainerSpec = {
  name: 'shop-web-1',
  labels: { 'com.docker.compose.project': 'sh"op', 'com.docker.compose.service': 'web' },
  was: { status: 'running', forMs: 60_000 },
};

const running: TestAgent[] = [];
afterEach(async () => {
  for (const agent of running.splice(0)) await agent.stop();
});

async function serving(containers: Parameters<typeof anAgent>[0], options: Partial<AgentOptions> = {}) {
  const live = await anAgent(containers, options);
  running.push(live);
  const app = metricsRoutes(() => measure(live.agent));
  return {
    ...live,
    /** The samples of a metric, as they are written. */
    async read(name: string) {
      const text = await (await app.request('/metrics')).text();
      const mine = text
        .split('\n')
        .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
      return mine.map((line) => line.slice(name.length));
    },
  };
}

describe('containers', () => {
  test('are in one condition each', async () => {
    const { read, engine, pass } = await serving([
      WEB,
      { name: 'db', was: { status: 'running', forMs: 1_000 } },
    ]);
    await engine.act('db', { do: 'oom' });
    await pass();
    expect(await read('hale_container_condition')).toEqual([
      '{project="",service="",name="db",condition="oom-killed"} 1',
      '{project="sh\\"op",service="web",name="shop-web-1",condition="running"} 1',
    ]);
    expect(await read('hale_containers_unlisted')).toEqual([' 0']);
  });

  test('have a streak where they have a health', async () => {
    const health = { status: 'unhealthy', failingStreak: 4, log: [] } as const;
    const sick: ContainerSpec = { name: 'sick', healthcheck: { test: ['CMD', 'true'] } };
    const { agent, read } = await serving([sick, WEB]);
    expect(await read('hale_container_failing_streak')).toEqual(['{project="",service="",name="sick"} 0']);
    const views = agent.containers().map((view) => ({ ...view, container: { ...view.container, health } }));
    agent.containers = () => views;
    expect((await read('hale_container_failing_streak'))[0]).toContain('} 4');
  });

  test(`beyond ${MAX_SERIES} are counted, the best first`, async () => {
    const { agent, read } = await serving([
      WEB,
      { name: 'bad', was: { status: 'exited', exitCode: 1, agoMs: 9 } },
    ]);
    const [bad, web] = agent.containers().toSorted((a, b) => (a.container.name < b.container.name ? -1 : 1));
    if (!bad || !web) throw new Error('two are there');
    const many = Array.from({ length: MAX_SERIES + 2 }, (_, n) => ({
      ...web,
      container: { ...web.container, name: `c${n}` },
    }));
    agent.containers = () => [...many, bad];
    const listed = await read('hale_container_condition');
    expect(listed).toHaveLength(MAX_SERIES);
    expect(listed[0]).toContain('name="bad"');
    expect(await read('hale_containers_unlisted')).toEqual([' 3']);
  });

  test('of one name make one series: the newer', async () => {
    const { agent, read } = await serving([WEB]);
    const [web] = agent.containers();
    if (!web) throw new Error('it is there');
    const older = {
      ...web,
      condition: 'removed',
      container: { ...web.container, createdAt: '2001-01-01T00:00:00Z' },
    } as const;
    agent.containers = () => [web, older];
    expect(await read('hale_container_condition')).toEqual([expect.stringContaining('condition="running"')]);
  });
});

test('transitions are counted by what it became, each condition from the beginning', async () => {
  const { read, engine, pass } = await serving([WEB]);
  await engine.act('shop-web-1', { do: 'pause' });
  await engine.act('shop-web-1', { do: 'unpause' });
  await pass();
  const counts = await read('hale_transitions_total');
  expect(counts).toHaveLength(14);
  expect(counts).toEqual(expect.arrayContaining(['{to="paused"} 1', '{to="running"} 2', '{to="crashed"} 0']));
});

test('probes that hale runs are counted, and those that failed', async () => {
  const engine = aTestEngine({ ...WEB, labels: { 'hale.check.tcp': '80', 'hale.interval': '5s' } });
  const probes = scriptedProbes(engine.clock);
  const { read, pass } = await serving(engine, { watch: { checks: { run: probes.run } } });
  await pass(6_000);
  const passed = probes.runs.length;
  probes.says.set('shop-web-1', 1);
  await pass(11_000);
  const failed = probes.runs.length - passed;
  expect(failed).toBeGreaterThan(0);
  expect(await read('hale_probes_total')).toEqual([` ${passed + failed}`]);
  expect(await read('hale_probes_failed_total')).toEqual([` ${failed}`]);
  expect(await read('hale_probes_void_total')).toEqual([' 0']);
});

describe('destinations', () => {
  test('have their messages counted, and what waits measured', async () => {
    const { internet, to, all } = receivers({ chat: 'state', log: 'event' });
    const { read, engine, pass } = await serving([WEB], { internet, destinations: all });
    await engine.act('shop-web-1', { do: 'oom' });
    await pass(1_000);
    to.chat.answer(503);
    to.log.answer('hangs');
    await engine.act('shop-web-1', { do: 'start' });
    await pass(20_000);
    expect(await read('hale_deliveries_total')).toEqual([
      '{destination="chat",outcome="taken"} 1',
      expect.stringMatching(/^\{destination="chat",outcome="failed"\} [1-9]/),
      '{destination="log",outcome="taken"} 1',
      expect.stringMatching(/^\{destination="log",outcome="failed"\} [01]/),
    ]);
    expect(await read('hale_outbox_depth')).toEqual(['{destination="chat"} 1', '{destination="log"} 1']);
    const [chat = '', log = ''] = await read('hale_outbox_oldest_age_seconds');
    expect(Number(chat.split(' ')[1])).toBeGreaterThan(5);
    expect(Number(log.split(' ')[1])).toBeGreaterThan(15);
    expect(await read('hale_changes_given_up_total')).toEqual([
      '{destination="chat"} 0',
      '{destination="log"} 0',
    ]);

    to.chat.answer('takes');
    to.log.answer('takes');
    await pass(120_000);
    expect(await read('hale_outbox_depth')).toEqual(['{destination="chat"} 0', '{destination="log"} 0']);
  });

  test('cannot be measured without the store; the rest still can', async () => {
    const store = createMemoryStore();
    const { read } = await serving([WEB], { store });
    store.destinations = () => Promise.reject(new Error('disk on fire'));
    expect(await read('hale_outbox_depth')).toEqual([]);
    expect(await read('hale_engine_up')).toEqual([' 1']);
  });
});

describe('the engine', () => {
  test('is up while it is in sight', async () => {
    const { read, answer, pass } = await serving([WEB]);
    expect(await read('hale_engine_up')).toEqual([' 1']);
    answer(false);
    await pass(60_000);
    expect(await read('hale_engine_up')).toEqual([' 0']);
  });

  test('has its calls counted by kind', async () => {
    const { read } = await serving([WEB]);
    expect(await read('hale_engine_calls_total')).toEqual(
      expect.arrayContaining(['{call="list"} 1', '{call="inspect"} 1', '{call="exec"} 0']),
    );
  });

  test('leaves the stream to grow old only while nothing proves it', async () => {
    const { read, engine, answer, pass } = await serving([WEB]);
    const age = async () => Number((await read('hale_event_stream_age_seconds'))[0]);
    await pass(10_000);
    expect(await age()).toBeGreaterThanOrEqual(10);
    await engine.act('shop-web-1', { do: 'pause' });
    await pass();
    expect(await age()).toBe(0);
    await pass(70_000);
    const before = await age();
    expect(before).toBeLessThan(60);
    answer(false);
    await pass(300_000);
    expect(await age()).toBeCloseTo(before + 300);
  });
});

test('what hale is, and what it is at, is said', async () => {
  const { read } = await serving([WEB]);
  expect(await read('hale_build_info')).toEqual(['{version="0.0.0"} 1']);
  expect(await read('hale_unrecorded_steps')).toEqual([' 0']);
  expect(await read('hale_probes_total')).toEqual([' 0']);
});
