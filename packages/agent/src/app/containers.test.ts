import type { ContainerSpec } from '@hale/core/simulate';
import { checkResult, containerDetail, containerPage, problem } from '@hale/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import type { AgentOptions } from '../agent.ts';
import { anAgent, type TestAgent } from '../testing/agent.ts';
import { aTestEngine } from '../testing/engine.ts';
import { scriptedProbes } from '../testing/scripted-probes.ts';
import { createAgentApp } from './app.ts';
import { ASKED_AT_ONCE, ASKED_WITHIN_MS } from './asked-checks.ts';

const RUNNING = { status: 'running', forMs: 60_000 } as const;
const compose = (project: string, service: string, number = 1): ContainerSpec => ({
  name: `${project}-${service}-${number}`,
  labels: {
    'com.docker.compose.project': project,
    'com.docker.compose.service': service,
    'com.docker.compose.container-number': String(number),
  },
  was: RUNNING,
});
const JOB: ContainerSpec = { name: 'job', was: { status: 'exited', exitCode: 1, agoMs: 5_000 } };
const OWN: ContainerSpec = {
  name: 'own',
  healthcheck: { test: ['CMD', 'true'], intervalMs: 1_000 },
  was: RUNNING,
};
const HALES: ContainerSpec = {
  name: 'hales',
  labels: { 'hale.check.http': ':80/', 'hale.interval': '10s' },
  was: RUNNING,
};

const agents: TestAgent[] = [];
afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.stop();
});

async function serving(containers: readonly ContainerSpec[], options: Partial<AgentOptions> = {}) {
  const agent = await anAgent(containers, options);
  agents.push(agent);
  const app = createAgentApp(agent.agent);
  return { ...agent, ask: (path: string, method = 'GET') => app.request(path, { method }) };
}

async function checking(containers: readonly ContainerSpec[], allowExec = false) {
  const engine = aTestEngine(...containers);
  const probes = scriptedProbes(engine.clock);
  const agent = await anAgent(engine, { watch: { checks: { run: probes.run, allowExec } } });
  agents.push(agent);
  const app = createAgentApp(agent.agent);
  return { ...agent, ...probes, ask: (path: string, method = 'GET') => app.request(path, { method }) };
}

describe('the list', () => {
  const names = async (response: Response) =>
    containerPage.parse(await response.json()).items.map(({ name }) => name);

  it('is by name, a page at a time, each once', async () => {
    const { ask } = await serving([compose('shop', 'web', 2), JOB, compose('shop', 'web'), OWN]);
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const after: string = next && `&after=${encodeURIComponent(next)}`;
      const page = containerPage.parse(await (await ask(`/containers?limit=3${after}`)).json());
      seen.push(...page.items.map(({ name }) => name));
      ({ next } = page);
    }
    expect(seen).toEqual(['job', 'own', 'shop-web-1', 'shop-web-2']);
  });

  it.each([
    ['condition=crashed', ['job']],
    ['condition=crashed&condition=running', ['blog-db-1', 'job', 'shop-web-1']],
    ['project=shop', ['shop-web-1']],
    ['name=*-1', ['blog-db-1', 'shop-web-1']],
    ['label=com.docker.compose.project', ['blog-db-1', 'shop-web-1']],
    ['label=com.docker.compose.project=blog&label=com.docker.compose.service=db', ['blog-db-1']],
    ['label=constructor', []],
    ['project=shop&condition=crashed', []],
  ])('has those that fit %s', async (query, expected) => {
    const { ask } = await serving([compose('shop', 'web'), compose('blog', 'db'), JOB]);
    expect(await names(await ask(`/containers?${query}`))).toEqual(expected);
  });

  it.each([
    ['limit=201', 'limit'],
    ['limit=0', 'limit'],
    ['limit=many', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['condition=ill', 'condition.0'],
    ['conditions=crashed', 'conditions'],
    ['name=', 'name'],
    [`project=${'x'.repeat(257)}`, 'project'],
    ['label=a&'.repeat(21), 'label'],
  ])('names what is wrong with ?%s', async (query, path) => {
    const { ask } = await serving([]);
    const response = await ask(`/containers?${query}`);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(problem.parse(await response.json()).errors?.map((error) => error.path)).toEqual([path]);
  });
});

describe('one container', () => {
  it('is all that is known of it', async () => {
    const { ask } = await checking([HALES]);
    const detail = containerDetail.parse(await (await ask('/containers/hales')).json());
    expect(detail).toMatchObject({
      name: 'hales',
      condition: 'starting',
      labels: { 'hale.interval': '10s' },
      check: { kind: 'http', from: 'labels', by: 'hale', policy: { intervalMs: 10_000, retries: 3 } },
      warnings: [],
      evidence: { exitCode: 0, oomKilled: false, restartPolicy: 'no', forged: [] },
      transitions: [{ subject: 'container/hales', from: null, to: 'starting', seq: 1 }],
    });
  });

  it('names the check that its engine runs, whether hale runs any or not', async () => {
    const expected = { kind: 'exec', from: 'healthcheck', by: 'engine', policy: { intervalMs: 1_000 } };
    for (const { ask } of [await serving([OWN, JOB]), await checking([OWN, JOB])]) {
      expect(containerDetail.parse(await (await ask('/containers/own')).json()).check).toMatchObject(
        expected,
      );
      expect(containerDetail.parse(await (await ask('/containers/job')).json()).check).toBeNull();
    }
  });

  it('keeps command, address and headers of a check to itself', async () => {
    const secret = { ...OWN, healthcheck: { test: ['CMD', 'curl', 'token=s3cret'], intervalMs: 1_000 } };
    const { ask } = await checking([secret]);
    expect(await (await ask('/containers/own')).text()).not.toContain('s3cret');
  });

  it('says what is wrong with its check', async () => {
    const { ask } = await checking([
      { ...HALES, labels: { 'hale.check.http': ':80/', 'hale.retries': 'few' } },
    ]);
    const { warnings } = containerDetail.parse(await (await ask('/containers/hales')).json());
    expect(warnings).toEqual([expect.stringContaining('hale.retries: ')]);
  });

  it.each(['nobody', 'shop%2Fnobody', '%2e%2e', 'a'.repeat(1_000)])('is not there: %s', async (name) => {
    const { ask } = await serving([JOB]);
    const response = await ask(`/containers/${name}`);
    expect([response.status, problem.parse(await response.json()).status]).toEqual([404, 404]);
  });
});

describe('a check that is asked for', () => {
  it('that is hale’s is run now, and counts', async () => {
    const { ask, runs } = await checking([HALES]);
    const response = await ask('/containers/hales/check', 'POST');
    expect(checkResult.parse(await response.json())).toMatchObject({
      counts: true,
      passed: true,
      exitCode: 0,
      output: 'it said 0',
      condition: 'healthy',
    });
    expect(runs).toEqual(['hales http']);
  });

  it('that is the engine’s is looked at where hale may run commands, and does not count', async () => {
    const { ask, says, runs } = await checking([OWN], true);
    says.set('own', 1);
    const before = containerDetail.parse(await (await ask('/containers/own')).json());
    const asked = await Promise.all([1, 2].map(async () => ask('/containers/own/check', 'POST')));
    const [result, same] = await Promise.all(asked.map(async (each) => checkResult.parse(await each.json())));
    expect([runs, same]).toEqual([['own exec'], result]);
    expect(result).toMatchObject({ counts: false, passed: false, condition: before.condition });
    expect(containerDetail.parse(await (await ask('/containers/own')).json()).health).toEqual(before.health);
  });

  it.each([
    ['own', 'it is a command'],
    ['job', 'has no check'],
    ['late', 'late is exited'],
  ])('cannot be: %s', async (name, why) => {
    const late = { ...HALES, name: 'late', was: { status: 'exited', exitCode: 0, agoMs: 5_000 } } as const;
    const { ask } = await checking([OWN, JOB, late]);
    const response = await ask(`/containers/${name}/check`, 'POST');
    expect([response.status, problem.parse(await response.json()).detail]).toEqual([
      409,
      expect.stringContaining(why),
    ]);
  });

  it('is one for all who ask, is not waited for too long, and there are only so many', async () => {
    const many = Array.from({ length: ASKED_AT_ONCE + 1 }, (_, n) => ({ ...HALES, name: `hales${n}` }));
    const engine = aTestEngine(...many);
    const runs: string[] = [];
    const run = ({ name }: { readonly name: string }) => {
      runs.push(name);
      return new Promise<never>(() => undefined);
    };
    const agent = await anAgent(engine, { watch: { checks: { run } } });
    agents.push(agent);
    const app = createAgentApp(agent.agent);
    const ask = async (n: number) => app.request(`/containers/hales${n}/check`, { method: 'POST' });
    const asked = [0, 0, ...many.keys()].slice(0, ASKED_AT_ONCE + 2).map(ask);
    const tooMany = await ask(ASKED_AT_ONCE);
    expect([tooMany.status, tooMany.headers.get('retry-after')]).toEqual([429, '5']);
    await agent.pass(0);
    expect(runs).toEqual(many.slice(0, ASKED_AT_ONCE).map(({ name }) => name));
    await agent.pass(ASKED_WITHIN_MS);
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(asked.map(() => 504));
  });
});
