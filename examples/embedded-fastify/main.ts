// A Fastify service with hale in it: what hale knows is under /containers.
//   node -C @hale/source examples/embedded-fastify/main.ts
import { hostname } from 'node:os';
import { Agent, createAgentApp } from '@hale/agent';
import { HaleError } from '@hale/core';
import { connectEndpoint, discoverEndpoint, thisMachine } from '@hale/core/node';
import { systemClock, systemHash, systemRandom } from '@hale/core/system';
import { createInternetHttp } from '@hale/core/undici';
import { createMemoryStore } from '@hale/store/memory';
import { egressPolicy } from '@hale/transport/egress';
import { getRequestListener } from '@hono/node-server';
import fastify, { type FastifyPluginCallback } from 'fastify';
import { Hono } from 'hono';

const { PORT = '3000' } = process.env;
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

try {
  await serveFastify();
} catch (error) {
  if (!(error instanceof HaleError)) throw error;
  console.error([error.message, error.hint].filter(Boolean).join('\n'));
  process.exitCode = 2;
}

/** Fastify keeps the mount point in the path, so the app is mounted there too; and leaves the bodies in this scope unread. */
function plugin(mountPoint: string, agent: Agent): FastifyPluginCallback {
  const app = new Hono().route(mountPoint, createAgentApp(agent));
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return (scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    scope.all(`${mountPoint}/*`, (request, reply) => {
      reply.hijack();
      void listener(request.raw, reply.raw);
    });
    done();
  };
}

async function serveFastify(): Promise<void> {
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

  const app = fastify().get('/', () => 'hello\n');
  await app.register(plugin('/containers', agent));
  try {
    console.log(`serves ${await app.listen({ port: Number(PORT), host: '127.0.0.1' })}`);
    await agent.run(stop.signal);
  } finally {
    await app.close();
    await Promise.all([store.close(), internet.close(), engine.close()]);
  }
}
