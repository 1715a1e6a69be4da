import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { seededRandom } from '@hale/core/simulate';
import * as z from 'zod';
import { Receiver } from '../engine/delivery/receiver.ts';
import { Acks } from './acks.ts';
import { Engines } from './engines.ts';
import { Proxy } from './proxy.ts';
import { HALE, Service } from './service.ts';

/** How often agents report at least, and after how long they are missed. */
const SYNC = '1s';
export const LEASE_MS = 13_000;
/** Where the receiver is told. */
export const AUDIT = '/audit';

export interface Host {
  readonly data: string;
  readonly service: Service;
}

/** A hub, its agents and their engines, a network between them and somebody who is told, each a process or a server of its own. */
export interface Stage extends AsyncDisposable {
  readonly hub: Host;
  readonly hosts: readonly Host[];
  readonly engines: Engines;
  readonly proxy: Proxy;
  readonly receiver: Receiver;
  readonly acks: Acks;
  /** Puts every clock forward but this machine's: of the engines at once, of the others with their next start. */
  putForward(aheadMs: number): void;
}

export interface StageOptions {
  readonly agents: number;
  /** Between two turns of one engine, in the mean. */
  readonly turnMs: number;
}

/** Everything is there, and every agent has an invitation; none is started yet. */
export async function setStage({ agents, turnMs }: StageOptions, seed: number): Promise<Stage> {
  let aheadMs = 0;
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'hale-fleet-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const receiver = stack.use(await Receiver.open());
  const port = await freePort();
  const hub = stack.adopt(await hubHost(join(folder, 'hub'), port, receiver), killed);
  hub.service.start();
  await hub.service.untilUp();
  const token = await invitation(hub.data, agents);
  const acks = new Acks(() => Date.now() + aheadMs);
  const proxy = await Proxy.open(port, seededRandom(seed), acks.exchanged);
  stack.defer(() => proxy.close());
  const names = Array.from({ length: agents }, (_, index) => `host-${index + 1}`);
  const sockets = names.map((name) => join(folder, `${name}.sock`));
  const engines = await Engines.open({ sockets, seed, turnMs });
  stack.defer(() => engines.close());
  const hosts = names.map((name, index) => {
    const data = join(folder, name);
    const env = {
      DOCKER_HOST: `unix://${sockets[index]}`,
      HALE_DATA: data,
      HALE_NAME: name,
      HALE_LISTEN: '127.0.0.1:0',
      HALE_HUB_TOKEN: token,
    };
    const service = new Service({ argv: ['agent', '--hub', proxy.url], env, up: '"message":"watching"' });
    return stack.adopt({ data, service }, killed);
  });
  const ends = stack.move();
  return {
    hub,
    hosts,
    engines,
    proxy,
    receiver,
    acks,
    putForward(ms) {
      aheadMs = ms;
      engines.putForward(ms);
      for (const { service } of [hub, ...hosts]) service.aheadMs = ms;
    },
    [Symbol.asyncDispose]: () => ends.disposeAsync(),
  };
}

async function hubHost(data: string, port: number, receiver: Receiver): Promise<Host> {
  await mkdir(data);
  const config = `${data}.yaml`;
  // JSON is YAML too.
  const destinations = { audit: { webhook: { url: receiver.url(AUDIT) } } };
  await writeFile(config, JSON.stringify({ destinations }), { mode: 0o600 });
  const service = new Service({
    argv: ['hub', '--listen', `127.0.0.1:${port}`],
    env: { HALE_DATA: data, HALE_CONFIG: config, HALE_HUB_SYNC: SYNC },
    up: '"message":"gathering"',
  });
  return { data, service };
}

async function killed({ service }: Host): Promise<void> {
  await service.kill();
}

/** One that all of them may use. */
async function invitation(data: string, uses: number): Promise<string> {
  const argv = ['-C', '@hale/source', HALE, 'hub', 'invite', '--uses', String(uses), '--json'];
  const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', HALE_DATA: data };
  const { stdout } = await promisify(execFile)(process.execPath, argv, { env });
  return z.object({ token: z.string() }).parse(JSON.parse(stdout)).token;
}

/** A hub that comes back has to be where it was. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
