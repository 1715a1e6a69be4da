import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { receiver } from '../../apps/hale/src/testing/receiver.ts';
import { command, Hale, runHale, type Simulation, simulation, temporaryFolder } from './hale.ts';

/** A lease of an agent that reports each second, the hub's own grace, and a look. */
const LOST_WITHIN_MS = 60_000;
const PATIENCE = { timeout: LOST_WITHIN_MS, interval: 250 };

/** Every line that a process has printed, and the files of a folder. */
function everything(processes: readonly Hale[], folders: readonly string[]): string {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')),
  );
  return [...processes.map(({ stdout, stderr }) => stdout + stderr), ...files].join('\n');
}

interface Hub {
  readonly process: Hale;
  readonly url: string;
  readonly admin: string;
  readonly data: string;
  readonly env: Readonly<Record<string, string>>;
  readonly chat: () => readonly string[];
  readonly audit: () => readonly { readonly subject: string; readonly to: string }[];
  hale(...argv: readonly string[]): Promise<string>;
  ask(path: string): Promise<{ readonly status: number; readonly items: readonly Record<string, unknown>[] }>;
}

/** `hale hub`, which tells a chat and a program. */
async function startHub(): Promise<Hub> {
  const data = await temporaryFolder();
  const told = await receiver();
  const config = join(await temporaryFolder(), 'hale.yaml');
  const destinations = {
    chat: { slack: { url: `${told.origin}/chat`, compatible: true } },
    audit: { webhook: { url: `${told.origin}/audit` } },
  };
  await writeFile(config, JSON.stringify({ destinations, tell: { unknown: '1s' } }), { mode: 0o600 });
  const env = { HALE_DATA: data, HALE_CONFIG: config, HALE_HUB_SYNC: '1s' };
  const process = new Hale(['hub'], { env });
  await process.until('it gathers', ({ stderr }) => stderr.includes('"message":"gathering"'));
  const [, url = ''] = /"listens":"([^"]+)"/.exec(process.stderr) ?? [];
  const [, admin = ''] = /^ +(hale_[\w-]{43})$/m.exec(process.stderr) ?? [];
  const heard = (path: string) => told.heard.filter((each) => each.path === path).map(({ body }) => body);
  return {
    process,
    url,
    admin,
    data,
    env,
    chat: () => heard('/chat'),
    audit: () => heard('/audit').map((body) => JSON.parse(body)),
    async hale(...argv) {
      const { code, stdout, stderr } = await runHale(['hub', ...argv], { env });
      if (code !== 0) throw new Error(stderr);
      return stdout;
    },
    async ask(path) {
      const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${admin}` } });
      const body = JSON.parse(await response.text());
      return { status: response.status, items: body.items ?? [] };
    },
  };
}

/** What `hale` is in a shell, as if it were installed. */
async function installed(): Promise<string> {
  const bin = await temporaryFolder();
  const script = join(bin, 'hale');
  await writeFile(script, `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(' ')} "$@"\n`);
  await chmod(script, 0o755);
  return bin;
}

interface Host {
  readonly data: string;
  /** Runs a command line that was printed for it. */
  paste(line: string): Promise<Hale>;
  /** The same agent again, without an invitation. */
  start(url: string): Promise<Hale>;
}

async function host(name: string, engine: Simulation): Promise<Host> {
  const data = await temporaryFolder();
  const bin = await installed();
  const env = {
    ...engine.env,
    HALE_DATA: data,
    HALE_NAME: name,
    HALE_LISTEN: '127.0.0.1:0',
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
  };
  const ready = async (hale: Hale): Promise<Hale> => {
    await hale.until('it watches', ({ stderr }) => stderr.includes('"message":"watching"'));
    return hale;
  };
  return {
    data,
    paste: (line) => ready(new Hale([], { env, via: ['sh', '-c', `exec env ${line}`] })),
    start: (url) => ready(new Hale(['agent', '--hub', url], { env })),
  };
}

const listed = async (hub: Hub): Promise<Readonly<Record<string, string>>> => {
  const agents: readonly Record<string, string>[] = JSON.parse(await hub.hale('agents', '--json'));
  return Object.fromEntries(agents.map((each) => [each['host'], each['state']]));
};

describe('a hub and two hosts', () => {
  it('are there, are missed, and come back; each told once', { timeout: 240_000 }, async () => {
    const hub = await startHub();
    const hosts = await Promise.all(
      ['web-1', 'db-1'].map(async (name) => host(name, await simulation('--containers', '3'))),
    );
    const [web, db] = hosts as [Host, Host];
    const lines = [await hub.hale('invite'), await hub.hale('invite')] as [string, string];
    expect(lines[0]).toMatch(/^HALE_HUB_TOKEN=hale_e1_\S+ hale agent --hub http:\/\/127\.0\.0\.1:\d+\n$/);
    const first = await web.paste(lines[0]);
    const other = await db.paste(lines[1]);
    await expect.poll(() => listed(hub), PATIENCE).toEqual({ 'web-1': 'live', 'db-1': 'live' });
    await expect.poll(async () => (await hub.ask('/containers')).items.length, PATIENCE).toBe(6);
    expect(hub.chat()).toEqual([]);

    // Nobody can read the token of an agent off its command line, and its file is its own.
    const shown = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout;
    expect(shown).toContain('agent --hub');
    expect(shown).not.toMatch(/hale_[ae]1_/);
    const [folder = ''] = readdirSync(web.data);
    const identity = join(web.data, folder, 'hub.json');
    expect(statSync(identity).mode & 0o777).toBe(0o600);
    const { token, agent } = JSON.parse(readFileSync(identity, 'utf8'));

    first.process.kill('SIGKILL');
    await first.exit;
    await expect.poll(() => listed(hub), PATIENCE).toEqual({ 'web-1': 'lost', 'db-1': 'live' });
    const conditions = async () =>
      Map.groupBy((await hub.ask('/containers')).items, ({ condition }) => condition).get('unknown')?.length;
    expect(await conditions()).toBe(3);
    await expect.poll(() => hub.chat().length, PATIENCE).toBe(1);
    expect(hub.chat()[0]).toContain('web-1');

    const again = await web.start(hub.url);
    await expect.poll(() => listed(hub), PATIENCE).toEqual({ 'web-1': 'live', 'db-1': 'live' });
    await expect.poll(() => hub.chat().length, PATIENCE).toBe(2);
    expect(await conditions()).toBeUndefined();
    expect(hub.audit().filter(({ to }) => to === 'unknown')).toEqual([
      expect.objectContaining({ subject: `agent/${agent}` }),
    ]);

    await hub.hale('revoke', 'web-1');
    await again.until('it is refused', ({ stderr }) => stderr.includes('does not know this agent any more'));
    expect(await listed(hub)).toEqual({ 'db-1': 'live' });
    expect(again.process.exitCode).toBeNull();

    for (const each of [again, other, hub.process]) each.process.kill('SIGTERM');
    expect(await Promise.all([again.exit, other.exit, hub.process.exit])).toEqual([0, 0, 0]);
    const all = everything([first, again, other, hub.process], [hub.data]);
    for (const secret of [token, ...lines.map((line) => /hale_e1_\S+/.exec(line)?.[0] ?? '')])
      expect(all.includes(secret)).toBe(false);
  });
});

describe('hale agent --hub', () => {
  it('goes on watching where its invitation is not taken, and says what to do', async () => {
    const hub = await startHub();
    const shed = await host('shed', await simulation('--containers', '1'));
    const used = await hub.hale('invite');
    const first = await shed.paste(used);
    await expect.poll(() => listed(hub), PATIENCE).toEqual({ shed: 'live' });
    first.process.kill('SIGTERM');
    await first.exit;
    const barn = await host('barn', await simulation('--containers', '1'));
    const agent = await barn.paste(used);
    await agent.until('it is refused', ({ stderr }) => stderr.includes('hale hub invite'));
    await agent.until('it watches', ({ lines }) => lines.length > 0);
    const error = agent.stderr.split('\n').find((line) => line.includes('"level":"error"'));
    expect(error).toMatch(/does not take this enrolment token/);
    expect(agent.stderr).not.toContain('hale_e1_');
    agent.process.kill('SIGTERM');
    expect(await agent.exit).toBe(0);
  });

  it('waits for a hub that is away at its first start', async () => {
    const hub = await startHub();
    const line = await hub.hale('invite');
    const port = new URL(hub.url).port;
    hub.process.process.kill('SIGTERM');
    await hub.process.exit;
    const agent = await (await host('shed', await simulation('--containers', '1'))).paste(line);
    await agent.until('it says so', ({ stderr }) => stderr.includes('the hub is not told'));
    const back = new Hale(['hub', '--listen', `127.0.0.1:${port}`], { env: hub.env });
    await back.until('it gathers', ({ stderr }) => stderr.includes('"message":"gathering"'));
    await expect.poll(() => listed(hub), PATIENCE).toEqual({ shed: 'live' });
  }, 120_000);

  it.each([
    [['--hub', 'http://10.0.0.7:4253'], /is plain HTTP.*\n.*--allow-plain-http/],
    [['--hub', 'http://10.0.0.7:4253', '--allow-plain-http'], /there is no invitation to the hub/],
    [['--hub', 'box'], /^hale: --hub: expected the address of a hub/],
  ])('refuses %j', async (argv, said) => {
    const { env } = await simulation('--containers', '1');
    const { code, stdout, stderr } = await runHale(['agent', ...argv], { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
  });
});

describe('hale up', () => {
  it('is a hub of its own, which its agent reports to and others can join', async () => {
    const engine = await simulation('--containers', '2');
    const data = await temporaryFolder();
    const env = { ...engine.env, HALE_DATA: data, HALE_NAME: 'desk' };
    const start = async () => {
      const up = new Hale(['up'], { env });
      await up.until('it shows', ({ lines }) => lines.length > 0);
      const [, url = ''] = /answers on (\S+)/.exec(up.stderr) ?? [];
      const states = async (): Promise<Readonly<Record<string, string>>> => {
        const { items } = JSON.parse(await (await fetch(`${url}/hub/agents`)).text());
        return Object.fromEntries(items.map((each: Record<string, string>) => [each['host'], each['state']]));
      };
      return { up, states };
    };
    const first = await start();
    await expect.poll(first.states, PATIENCE).toEqual({ desk: 'live' });
    const { code, stdout } = await runHale(['hub', 'invite'], { env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/--hub http:\/\/127\.0\.0\.1:\d+\/hub$/m);
    const shed = await (await host('shed', await simulation('--containers', '1'))).paste(stdout);
    await expect.poll(first.states, PATIENCE).toEqual({ desk: 'live', shed: 'live' });
    shed.process.kill('SIGTERM');
    expect(await shed.exit).toBe(0);
    first.up.process.kill('SIGTERM');
    expect(await first.up.exit).toBe(0);
    // It is the same agent after a restart.
    const second = await start();
    await expect.poll(second.states, PATIENCE).toEqual({ desk: 'live', shed: 'stopped' });
    second.up.process.kill('SIGTERM');
    expect(await second.up.exit).toBe(0);
  }, 120_000);

  it('goes on without one where another process has it', async () => {
    const hub = await startHub();
    const engine = await simulation('--containers', '1');
    const up = new Hale(['up'], { env: { ...engine.env, HALE_DATA: hub.data } });
    await up.until('it shows', ({ lines }) => lines.length > 0);
    expect(up.stderr).toMatch(/goes on without a hub: another hub has /);
    up.process.kill('SIGTERM');
    expect(await up.exit).toBe(0);
  });
});
