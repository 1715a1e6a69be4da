// Takes orders, and says so while it cannot: its database is a container that hale watches. What hale knows is under /containers.
//   docker run -d --name db -p 127.0.0.1:8080:8080 --health-cmd 'wget -qO /dev/null http://127.0.0.1:8080/cgi-bin/orders' --health-interval 2s --health-retries 1 busybox sh -c "$(cat examples/embedded-hono/db.sh)"
//   node -C @hale/source examples/embedded-hono/main.ts
import { hostname } from 'node:os';
import { Agent, createAgentApp, requireHealthy } from '@hale/agent';
import { HaleError } from '@hale/core';
import { connectEndpoint, discoverEndpoint, thisMachine } from '@hale/core/node';
import { systemClock, systemHash, systemRandom } from '@hale/core/system';
import { createInternetHttp } from '@hale/core/undici';
import { createMemoryStore } from '@hale/store/memory';
import { openAgentStore } from '@hale/store/sqlite';
import { egressPolicy } from '@hale/transport/egress';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { orderRoutes } from './orders.ts';

/** `HALE_FOLDER` is a folder; without it nothing is remembered over a restart. */
const { PORT = '3000', DB_URL = 'http://127.0.0.1:8080', HALE_FOLDER: folder } = process.env;
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

try {
  await takeOrders();
} catch (error) {
  if (!(error instanceof HaleError)) throw error;
  console.error([error.message, error.hint].filter(Boolean).join('\n'));
  process.exitCode = 2;
}

async function takeOrders(): Promise<void> {
  const found = await discoverEndpoint({}, thisMachine());
  if (found.kind === 'none') throw new HaleError('unreachable', `no socket at ${found.looked.join(', ')}`);
  const engine = await connectEndpoint(found.endpoint);
  const internet = createInternetHttp({ allowAddress: egressPolicy({ mode: 'operator' }) });
  const store = folder === undefined ? createMemoryStore() : (await openAgentStore(folder)).store;
  const agent = await Agent.open({
    http: engine.http,
    internet: internet.http,
    store,
    clock: systemClock,
    random: systemRandom,
    hash: systemHash,
    sender: { host: hostname(), version: 'example' },
  });

  const app = new Hono()
    .use('/orders/*', requireHealthy(agent, ['db']))
    .route('/orders', orderRoutes(DB_URL))
    // Whoever reaches these may look, and run checks: a service that is open to others puts its own auth before them.
    .route('/containers', createAgentApp(agent));

  const server = serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) =>
    console.log(`takes orders at http://127.0.0.1:${port}/orders`),
  );
  try {
    await agent.run(stop.signal);
  } finally {
    await new Promise((resolve) => server.close(resolve));
    await Promise.all([store.close(), internet.close(), engine.close()]);
  }
}
