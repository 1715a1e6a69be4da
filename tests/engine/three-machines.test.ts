import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { webhookBody } from '@hale/transport/webhook';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { command, Hale, runHale, simulation, temporaryFolder } from '../cli/hale.ts';
import { Receiver } from './delivery/receiver.ts';
import { describeEngine, type Engine, until } from './rig/index.ts';

const CHAT = '/chat';
const AUDIT = '/audit';
/** The grace of a hub that has begun, a lease, its own grace, and a look. */
const SOON_MS = 90_000;
const WELL = { test: ['CMD-SHELL', '[ ! -e /sick ]'], intervalMs: 300, retries: 2 };

const pages = z.object({ items: z.array(z.looseObject({ host: z.string(), state: z.string().optional() })) });
const containers = z.object({
  items: z.array(z.looseObject({ host: z.string(), name: z.string(), condition: z.string() })),
});

/** `hale hub`, which tells people and a program. */
async function gathering(receiver: Receiver) {
  const data = await temporaryFolder();
  const config = join(data, 'hale.yaml');
  const destinations = {
    chat: { slack: { url: receiver.url(CHAT), compatible: true } },
    audit: { webhook: { url: receiver.url(AUDIT) } },
  };
  // JSON is YAML too.
  await writeFile(config, JSON.stringify({ destinations }), { mode: 0o600 });
  const env = { HALE_DATA: data, HALE_CONFIG: config, HALE_HUB_SYNC: '1s' };
  const hub = new Hale(['hub'], { env });
  await hub.until('it gathers', ({ stderr }) => stderr.includes('"message":"gathering"'));
  const [, url = ''] = /"listens":"([^"]+)"/.exec(hub.stderr) ?? [];
  const [, admin = ''] = /^ +(hale_[\w-]{43})$/m.exec(hub.stderr) ?? [];
  const ask = async (path: string): Promise<unknown> =>
    (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${admin}` } })).json();
  const run = async (...argv: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runHale(['hub', ...argv], { env });
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  return {
    url,
    run,
    /** By host. */
    async agents() {
      const { items } = pages.parse(await ask('/agents'));
      return Object.fromEntries(items.map(({ host, state }) => [host, state]));
    },
    async conditions(host: string) {
      const { items } = containers.parse(await ask('/containers'));
      const own = items.filter((each) => each.host === host);
      return Object.fromEntries(own.map(({ name, condition }) => [name, condition]));
    },
  };
}

/** A machine with a folder of its own, where `hale` is installed. */
async function machine(name: string, dockerHost: string) {
  const bin = await temporaryFolder();
  const script = join(bin, 'hale');
  await writeFile(script, `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(' ')} "$@"\n`);
  await chmod(script, 0o755);
  const env = {
    DOCKER_HOST: dockerHost,
    HALE_DATA: await temporaryFolder(),
    HALE_NAME: name,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
  };
  const watching = async (agent: Hale): Promise<Hale> => {
    await agent.until('it watches', ({ stderr }) => stderr.includes('"message":"watching"'));
    return agent;
  };
  return {
    paste: (line: string) => watching(new Hale([], { env, via: ['sh', '-c', `exec env ${line}`] })),
    start: (url: string) => watching(new Hale(['agent', '--hub', url], { env })),
  };
}

async function sicken(engine: Engine, id: string): Promise<void> {
  const { code, stderr } = await engine.docker('exec', id, 'touch', '/sick');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

describeEngine('docker-26.1', (engine) => {
  test('three machines report to one hub: one is missed and comes back, one has a container that sickens', {
    timeout: 300_000,
  }, async () => {
    await using receiver = await Receiver.open();
    const hub = await gathering(receiver);
    const { id } = await engine.runContainer({ name: 'shop', health: WELL });
    const sockets = await Promise.all(['2', '3'].map((count) => simulation('--containers', count)));
    const [desk, barn, shed] = await Promise.all([
      machine('desk', `unix://${engine.socket}`),
      ...sockets.map(({ socket }, index) => machine(['barn', 'shed'][index] ?? '', `unix://${socket}`)),
    ]);
    if (!desk || !barn || !shed) throw new Error('there are three');
    await desk.paste(await hub.run('invite'));
    const [away] = await Promise.all([
      barn.paste(await hub.run('invite')),
      shed.paste(await hub.run('invite')),
    ]);
    const allLive = { desk: 'live', barn: 'live', shed: 'live' };
    await expect.poll(hub.agents, { timeout: SOON_MS }).toEqual(allLive);
    await expect.poll(() => hub.conditions('desk'), { timeout: SOON_MS }).toEqual({ shop: 'healthy' });
    await expect.poll(async () => Object.keys(await hub.conditions('barn')).length).toBe(2);
    const before = await hub.conditions('barn');
    expect(receiver.bodies(CHAT)).toEqual([]);

    away.process.kill('SIGKILL');
    await until('barn is told lost', () => receiver.bodies(CHAT).length > 0, SOON_MS);
    expect(await hub.agents()).toEqual({ ...allLive, barn: 'lost' });
    expect(await hub.run('agents')).toMatch(/lost +barn /);
    expect(Object.values(await hub.conditions('barn'))).toEqual(['unknown', 'unknown']);
    expect(Object.values(await hub.conditions('shed'))).not.toContain('unknown');
    await barn.start(hub.url);
    await until('barn is told back', () => receiver.bodies(CHAT).length > 1, SOON_MS);
    expect(await hub.agents()).toEqual(allLive);
    await expect.poll(() => hub.conditions('barn'), { timeout: SOON_MS }).toEqual(before);

    await sicken(engine, id);
    await until('shop is told unhealthy', () => receiver.bodies(CHAT).length > 2, SOON_MS);
    expect(await hub.conditions('desk')).toEqual({ shop: 'unhealthy' });
    const chat = receiver.bodies(CHAT);
    expect(chat.map((body) => ['barn', 'desk', 'shed'].filter((host) => body.includes(host)))).toEqual([
      ['barn'],
      ['barn'],
      ['desk'],
    ]);
    const words = receiver.bodies(AUDIT).map((body) => webhookBody.parse(JSON.parse(body)));
    const told = (host: string, to: string): readonly string[] =>
      words.filter((word) => word.host === host && word.to === to).map(({ subject }) => subject);
    expect(told('barn', 'unknown')).toEqual([expect.stringMatching(/^agent\/\w+$/)]);
    expect(told('desk', 'unhealthy')).toEqual([expect.stringMatching(/^agent\/\w+\/container\/shop$/)]);
    expect(words.filter(({ to }) => to === 'unknown')).toHaveLength(1);
  });
});
