// An Express service with hale in it: what hale knows is under /containers.
//   node -C @hale/source examples/embedded-express/main.ts
import { once } from 'node:events';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { Agent, createAgentApp } from '@hale/agent';
import { HaleError } from '@hale/core';
import { connectEndpoint, discoverEndpoint, thisMachine } from '@hale/core/node';
import { systemClock, systemHash, systemRandom } from '@hale/core/system';
import { createInternetHttp } from '@hale/core/undici';
import { createMemoryStore } from '@hale/store/memory';
import { egressPolicy } from '@hale/transport/egress';
import { getRequestListener } from '@hono/node-server';
import express, { type Handler } from 'express';

const { PORT = '3000' } = process.env;
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

try {
  await serveExpress();
} catch (error) {
  if (!(error instanceof HaleError)) throw error;
  console.error([error.message, error.hint].filter(Boolean).join('\n'));
  process.exitCode = 2;
}

/** Express has cut the mount point off the path already. Whatever reads bodies, such as `express.json()`, goes after it. */
function handlerOf(app: ReturnType<typeof createAgentApp>): Handler {
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return (request, response) => void listener(request, response);
}

async function serveExpress(): Promise<void> {
  const found = await discoverEndpoint({}, thisMachine());
  if (found.kind === 'none') throw new HaleError('unreachable', `no socket at ${found.looked.join(', ')}`);
  const engine = await connectEndpoint(found.endpoint);
  const internet = createInternetHttp({ allowAddress: egressPolicy({ mode: 'operator' }) });
  const store = createMemoryStore();
  const agent = await Agent.open({
    http: engine.http,
    internet: internet.http,
    store,
    clock: systemClock,
    random: systemRandom,
    hash: systemHash,
    sender: { host: hostname(), version: 'example' },
  });

  const app = express()
    .use('/containers', handlerOf(createAgentApp(agent)))
    .get('/', (_request, response) => void response.send('hello\n'));

  const server = createServer(app).listen(Number(PORT), '127.0.0.1');
  try {
    await once(server, 'listening');
    const address = server.address();
    console.log(`serves http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    await agent.run(stop.signal);
  } finally {
    await new Promise((resolve) => server.close(resolve));
    await Promise.all([store.close(), internet.close(), engine.close()]);
  }
}
