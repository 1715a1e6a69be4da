import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, createAgentApp } from '@hale/agent';
import { createFetchHttp } from '@hale/core/fetch';
import { createSimulatedEngine, seededRandom } from '@hale/core/simulate';
import { systemClock, systemHash } from '@hale/core/system';
import { createMemoryStore } from '@hale/store/memory';
import { afterEach, expect, test } from 'vitest';
import { serveApp } from './serve.ts';

/** More than a Unix socket and its server hold, and more than anyone may be behind. */
const CHANGES = 4_000;

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

/** An agent of one container, behind a real server. `reads` counts the looks at the journal. */
async function serving() {
  const folder = await mkdtemp(join(tmpdir(), 'hale-unread-'));
  stops.push(() => rm(folder, { recursive: true }));
  const clock = systemClock;
  const random = seededRandom(1);
  const engine = createSimulatedEngine({ clock, random, containers: [{ name: 'web' }] });
  const store = createMemoryStore();
  let reads = 0;
  const { entriesAfter } = store;
  store.entriesAfter = (...query) => {
    reads += 1;
    return entriesAfter(...query);
  };
  const agent = await Agent.open({
    http: createFetchHttp((request) => engine.fetch(request)),
    internet: () => Promise.reject(new Error('nobody is to be told')),
    store,
    clock,
    random,
    hash: systemHash,
    sender: { host: 'here', version: '0' },
  });
  const stop = new AbortController();
  const ended = agent.run(stop.signal);
  const path = join(folder, 'hale.sock');
  const served = await serveApp(createAgentApp(agent), { path });
  stops.push(async () => {
    stop.abort();
    await ended;
    await served.close();
  });
  await expect.poll(() => agent.containers().length).toBe(1);
  const newest = async () => (await store.history({ limit: 1 }))[0]?.seq ?? 0;
  return { engine, agent, path, newest, reads: () => reads };
}

async function follow(path: string): Promise<{ readonly socket: Socket; text: string }> {
  const socket = connect(path).setEncoding('utf8');
  await once(socket, 'connect');
  stops.push(() => socket.destroy());
  const client = { socket, text: '' };
  socket.on('data', (piece: string) => void (client.text += piece));
  socket.write('GET /events HTTP/1.1\r\nhost: hale\r\n\r\n');
  await expect.poll(() => client.text).toContain('data: ]}');
  return client;
}

test('a client that does not read holds up nobody, has nothing held for it, and gets the present in the end', async () => {
  const { engine, path, newest, reads } = await serving();
  const slow = await follow(path);
  slow.socket.pause();
  const quick = await follow(path);

  for (let n = 0; n < CHANGES; n += 1) await engine.act('web', { do: n % 2 === 0 ? 'pause' : 'unpause' });
  await expect.poll(newest).toBeGreaterThanOrEqual(CHANGES);
  const last = await newest();
  await expect.poll(() => quick.text.includes(`-${last}\n`)).toBe(true);
  expect(quick.text).not.toContain('event: reset');

  // The quick one has got it all, so that whatever is read from now on would be for the slow one.
  const before = reads();
  quick.socket.destroy();
  await engine.act('web', { do: 'pause' });
  await expect.poll(newest).toBe(last + 1);
  expect(reads()).toBeLessThanOrEqual(before + 1);
  expect(slow.text).not.toContain(`-${last}\n`);

  const seen = slow.text.length;
  slow.socket.resume();
  await expect.poll(() => slow.text.slice(seen)).toContain('event: reset');
  await expect.poll(() => slow.text).toMatch(new RegExp(`event: reset\\nid: \\w+-${last + 1}\\n`));
  const told = slow.text.match(/event: transition/g)?.length ?? 0;
  process.stdout.write(
    `unread: ${told} of ${CHANGES} changes were in its socket, ${slow.text.length} bytes\n`,
  );
  expect(told).toBeLessThan(CHANGES - 1_000);
});
