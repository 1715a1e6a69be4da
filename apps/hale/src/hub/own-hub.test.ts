import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../program.ts';
import { findNothing, type TestEngine, testEngine } from '../testing/engine.ts';
import { temporaryFolder } from '../testing/folder.ts';
import { testHub } from '../testing/hub.ts';
import { receiver } from '../testing/receiver.ts';
import { record } from '../testing/recording.ts';

/** The items of a page. */
async function items(url: string): Promise<readonly Record<string, unknown>[]> {
  return JSON.parse(await (await fetch(url)).text()).items;
}

const plain = { name: 'plain', was: { status: 'running', forMs: 60_000 } } as const;

async function up(engine: TestEngine, env: Readonly<Record<string, string>>) {
  const running = engine.start(['up'], { env });
  await expect.poll(() => running.stdout.lines.length).toBeGreaterThan(0);
  const [, url = ''] = /answers on (\S+)/.exec(running.stderr.text) ?? [];
  const agents = () => items(`${url}/hub/agents`);
  return {
    ...running,
    url,
    agents,
    async end() {
      running.stop('SIGTERM');
      expect(await running.exit).toBe(0);
    },
  };
}

describe('the hub of hale up', () => {
  it('knows the agent beside it, whom nobody had to invite, and knows it again', async () => {
    const engine = testEngine(plain);
    const data = await temporaryFolder();
    const first = await up(engine, { HALE_DATA: data });
    await expect.poll(async () => (await first.agents())[0]?.['state']).toBe('live');
    const [agent] = await first.agents();
    expect(agent).toMatchObject({ tells: 'agent', remembers: 'disk', engine: 'Docker 26.1.5' });
    expect(first.stderr.lines).toHaveLength(2);
    expect(first.stderr.text).not.toContain('hale_');
    expect(await items(`${first.url}/hub/containers`)).toEqual([
      expect.objectContaining({ condition: 'running' }),
    ]);
    await first.end();
    expect(existsSync(join(data, 'hub', 'place.json'))).toBe(false);

    const second = await up(engine, { HALE_DATA: data });
    await expect.poll(async () => (await second.agents())[0]?.['state']).toBe('live');
    expect((await second.agents()).map(({ id }) => id)).toEqual([agent?.['id']]);
    await second.end();
  });

  it('is in memory where hale is, and of what is made up nobody is told', async () => {
    const ops = await receiver();
    const { io, stdout, stderr, stop } = record({ env: { HALE_WEBHOOK_URL: `${ops.origin}/hook` } });
    const exit = run(['up'], io, findNothing);
    await expect.poll(() => stdout.lines.length).toBeGreaterThan(3);
    const [, url = ''] = /answers on (\S+)/.exec(stderr.text) ?? [];
    await expect
      .poll(() => items(`${url}/hub/agents`))
      .toEqual([expect.objectContaining({ state: 'live', engine: 'simulated' })]);
    stop('SIGTERM');
    expect(await exit).toBe(0);
    expect(ops.heard).toEqual([]);
  });

  it('tells nobody what the agent beside it has told', async () => {
    const engine = testEngine(plain);
    const ops = await receiver();
    const desk = await up(engine, {
      HALE_DATA: await temporaryFolder(),
      HALE_WEBHOOK_URL: `${ops.origin}/hook`,
    });
    const containers = () => items(`${desk.url}/hub/containers`);
    await expect.poll(containers).toEqual([expect.objectContaining({ condition: 'running' })]);
    await engine.engine.act('plain', { do: 'pause' });
    await expect
      .poll(async () => {
        await engine.clock.advance(1_000);
        return containers();
      })
      .toEqual([expect.objectContaining({ condition: 'paused' })]);
    await engine.clock.advance(60_000);
    await desk.end();
    expect(ops.heard.map(({ body }) => JSON.parse(body).subject)).toEqual(['container/plain']);
  });

  it('is invited to below /hub, and joined by others', async () => {
    const engine = testEngine(plain);
    const env = { HALE_DATA: await temporaryFolder() };
    const desk = await up(engine, env);
    const { stdout } = await engine.run(['hub', 'invite', '--json'], { env });
    const { url, token } = JSON.parse(stdout);
    expect(url).toBe(`${desk.url}/hub`);
    const shed = testEngine({ ...plain, name: 'other' });
    const joined = shed.start(['agent', '--hub', url], { env: { HALE_HUB_TOKEN: token, HALE_NAME: 'shed' } });
    await expect
      .poll(async () => (await desk.agents()).map(({ host, state }) => ({ host, state })))
      .toContainEqual({ host: 'shed', state: 'live' });
    expect(await items(`${desk.url}/containers`)).toHaveLength(1);
    joined.stop('SIGTERM');
    expect(await joined.exit).toBe(0);
    await desk.end();
  });

  it('is done without where another process has it', async () => {
    const hub = await testHub();
    const engine = testEngine(plain);
    const desk = await up(engine, { HALE_DATA: hub.data });
    expect(desk.stderr.lines[1]).toBe(
      `hale: goes on without a hub: another hub has ${join(hub.data, 'hub')}`,
    );
    expect((await fetch(`${desk.url}/hub/agents`)).status).toBe(404);
    await desk.end();
  });

  it('is not begun by one that only looks on', async () => {
    const engine = testEngine(plain);
    const env = { HALE_DATA: await temporaryFolder() };
    const agent = engine.start(['agent'], { env });
    await expect.poll(() => agent.stdout.lines).toHaveLength(1);
    const desk = await up(engine, env);
    expect((await fetch(`${desk.url}/hub/agents`)).status).toBe(404);
    expect(existsSync(join(env.HALE_DATA, 'hub'))).toBe(false);
    await desk.end();
    agent.stop('SIGTERM');
    expect(await agent.exit).toBe(0);
  });
});
