import { afterEach, describe, expect, it } from 'vitest';
import { serveBytes, type TestServer } from '../testing/index.ts';
import { connectTcp } from './connect-tcp.ts';

const NEVER = new AbortController().signal;
const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function listening(): Promise<TestServer> {
  const server = await serveBytes(() => undefined, 'tcp');
  servers.push(server);
  return server;
}

describe('connectTcp', () => {
  it.each(['127.0.0.1', 'localhost'])('opens a connection to %s, and closes it', async (host) => {
    const server = await listening();
    await connectTcp(host, server.port, NEVER);
    await expect.poll(server.accepted).toBe(1);
    await expect.poll(server.open).toBe(0);
  });

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '[::1]'],
    ['localhost', 'localhost'],
  ])('says that nothing listens at %s', async (host, shown) => {
    const server = await serveBytes(() => undefined, 'tcp');
    await server.close();
    await expect(connectTcp(host, server.port, NEVER)).rejects.toMatchObject({
      code: 'unreachable',
      message: `${shown}:${server.port}: nothing listens there`,
    });
  });

  it('throws the reason of its signal, before and while it connects', async () => {
    const server = await listening();
    await expect(connectTcp('127.0.0.1', server.port, AbortSignal.abort('early'))).rejects.toBe('early');
    const stop = new AbortController();
    // Addresses for documentation lead nowhere; if the machine has no route at all, it says so before the abort.
    const connecting = connectTcp('192.0.2.1', 9, stop.signal);
    stop.abort('late');
    await expect(connecting).rejects.toBe('late');
    expect(server.accepted()).toBe(0);
  });
});
