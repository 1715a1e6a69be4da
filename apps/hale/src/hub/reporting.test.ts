import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type TestEngine, testEngine } from '../testing/engine.ts';
import { temporaryFolder } from '../testing/folder.ts';
import { type TestHub, testHub } from '../testing/hub.ts';
import { receiver } from '../testing/receiver.ts';
import type { Recorder } from '../testing/recording.ts';

const plain = { name: 'plain', was: { status: 'running', forMs: 60_000 } } as const;
const IDENTITY = ['unix-test.sock', 'hub.json'];

const logged = ({ lines }: Recorder) => lines.map((line) => JSON.parse(line));
const invited = async (hub: TestHub, ...argv: readonly string[]): Promise<string> =>
  JSON.parse((await hub.hale('hub', 'invite', '--json', ...argv)).stdout).token;
const agents = async (hub: TestHub) => JSON.parse((await hub.hale('hub', 'agents', '--json')).stdout);

/** `hale agent` that reports to the hub. */
function report(engine: TestEngine, hub: TestHub, env: Readonly<Record<string, string>>, ...argv: string[]) {
  return engine.start(['agent', '--hub', hub.url, ...argv], { env });
}

async function end(running: ReturnType<typeof report>): Promise<void> {
  running.stop('SIGTERM');
  expect(await running.exit).toBe(0);
}

describe('an agent that reports to a hub', () => {
  it('enrols once, is itself after a restart, and anybody with another invitation is somebody new', async () => {
    const hub = await testHub();
    const engine = testEngine(plain);
    const data = await temporaryFolder();
    const token = await invited(hub);
    for (const env of [{ HALE_HUB_TOKEN: token }, {}, { HALE_HUB_TOKEN: token }]) {
      const running = report(engine, hub, { HALE_DATA: data, ...env });
      await expect
        .poll(async () => (await agents(hub)).map((each: { state: string }) => each.state))
        .toEqual(['live']);
      await end(running);
      await expect.poll(async () => (await agents(hub))[0].state).toBe('stopped');
      expect((await agents(hub))[0].containers).toEqual({ unknown: 1 });
    }
    const kept = JSON.parse(readFileSync(join(data, ...IDENTITY), 'utf8'));
    expect(kept).toMatchObject({ url: hub.url, agent: (await agents(hub))[0].id, by: token.split('_')[2] });
    const running = report(engine, hub, { HALE_DATA: data, HALE_HUB_TOKEN: await invited(hub) });
    await expect.poll(async () => (await agents(hub)).length).toBe(2);
    await end(running);
  });

  it('says who it is, that it forgets itself without a folder, and who tells', async () => {
    const hub = await testHub();
    const engine = testEngine(plain);
    const running = report(engine, hub, { HALE_HUB_TOKEN: await invited(hub), HALE_NAME: 'shed' });
    await expect.poll(async () => (await agents(hub))[0]?.acked).toBe(1);
    expect((await agents(hub))[0]).toMatchObject({
      host: 'shed',
      engine: 'Docker 26.1.5',
      version: expect.any(String),
      state: 'live',
      sight: 'in-sight',
      remembers: 'memory',
      tells: 'hub',
      containers: { running: 1 },
    });
    expect(
      logged(running.stderr).map(({ level, message, tells, hub: to }) => [level, message, tells, to]),
    ).toEqual(
      expect.arrayContaining([
        [
          'warn',
          'who this agent is to the hub is in memory alone: the next start needs another invitation',
          undefined,
          undefined,
        ],
        ['info', 'watching', 'nobody: the hub does', hub.url],
        ['info', 'enrolled', undefined, hub.url],
      ]),
    );
    expect(running.stderr.text).not.toMatch(/hale_[ae]1_/);
    await end(running);
  });

  it.each([
    [{}, 'agent', 1],
    [{ HALE_HUB_TELLS: 'hub' }, 'hub', 0],
  ])('tells by itself if it has destinations, unless it is said otherwise: %j', async (env, who, told) => {
    const hub = await testHub();
    const engine = testEngine(plain);
    const ops = await receiver();
    const running = report(engine, hub, {
      HALE_HUB_TOKEN: await invited(hub),
      HALE_WEBHOOK_URL: `${ops.origin}/hook`,
      ...env,
    });
    await expect.poll(async () => (await agents(hub))[0]?.tells).toBe(who);
    await engine.engine.act('plain', { do: 'pause' });
    await expect.poll(() => running.stdout.lines).toHaveLength(2);
    await end(running);
    expect(ops.heard).toHaveLength(told);
    expect(running.stderr.text.includes('the hub tells, and not this agent: webhook is not used')).toBe(
      who === 'hub',
    );
  });

  it('goes on watching where its invitation is good for nothing, and its status says so', async () => {
    const hub = await testHub();
    const token = await invited(hub);
    await fetch(`${hub.url}/v1/enrol`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        protocol: { min: 1, max: 1 },
        host: { name: 'thief', os: null, arch: null, engine: null },
      }),
    });
    const engine = testEngine(plain);
    const env = { HALE_DATA: await temporaryFolder(), HALE_HUB_TOKEN: token };
    const running = report(engine, hub, env);
    await expect.poll(() => running.stderr.text).toContain('the hub is not told');
    expect(logged(running.stderr).filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({
        because: expect.stringMatching(/does not take this enrolment token.*hale hub invite/),
      }),
    ]);
    await engine.engine.act('plain', { do: 'pause' });
    await expect.poll(() => running.stdout.text).toContain('running → paused');
    const { exitCode, stdout } = await engine.run(['health'], { env });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/warn/);
    expect(stdout).toMatch(/enrolment token/);
    await end(running);
  });

  it('is not begun without an invitation, nor over plain HTTP to another machine', async () => {
    const engine = testEngine(plain);
    const env = { HALE_DATA: await temporaryFolder() };
    expect(await engine.run(['agent', '--hub', 'https://hub.example.com'], { env })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'hale: there is no invitation to the hub at https://hub.example.com, and none was used before\n' +
        '  hale hub invite, where the hub runs, prints the command to start with.\n',
    });
    for (const command of ['agent', 'up'])
      expect((await engine.run([command, '--hub', 'http://box:4253'], { env })).stderr).toMatch(
        /http:\/\/box:4253 is plain HTTP: .*\n {2}Put TLS .* --allow-plain-http\.\n$/,
      );
    // It has let go of its folder.
    expect((await engine.run(['check'], { env })).stderr).toBe('');
  });
});

describe('hale up --hub', () => {
  it('reports there, says so, and is no hub itself', async () => {
    const hub = await testHub();
    const engine = testEngine(plain);
    const env = { HALE_DATA: await temporaryFolder(), HALE_HUB_TOKEN: await invited(hub) };
    const { stderr, stdout, stop, exit } = engine.start(['up', '--hub', hub.url], { env });
    await expect.poll(() => stdout.lines).toHaveLength(1);
    await expect.poll(async () => (await agents(hub))[0]?.state).toBe('live');
    expect(stderr.text).toContain(`hale: reports to the hub at ${hub.url}\n`);
    const [, url = ''] = /answers on (\S+)/.exec(stderr.text) ?? [];
    expect((await fetch(`${url}/hub/openapi.json`)).status).toBe(404);
    stop('SIGTERM');
    expect(await exit).toBe(0);
  });
});
