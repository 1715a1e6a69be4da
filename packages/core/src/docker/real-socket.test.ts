import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../system/clock.ts';
import { serve } from '../testing/http-server.ts';
import { createEngineHttp } from '../undici/engine.ts';
import { connect } from './engine.ts';
import { EVENT_QUEUE_LIMIT } from './event-queue.ts';
import { events } from './events.ts';
import { createExec, inspectExec, startExec } from './exec/index.ts';
import { followEvents } from './follow.ts';
import { inspect } from './inspect.ts';
import { list } from './list.ts';
import { fixture, PONG } from './testing/http.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

type Route = (response: ServerResponse, request: IncomingMessage) => void;

/** A recorded Docker 26.1 on a Unix socket; `routes` by path without query come first. */
async function docker(routes: Readonly<Record<string, Route>> = {}) {
  const recorded: Readonly<Record<string, string>> = {
    '/v1.45/containers/json': 'list-docker-26.1.json',
    '/v1.45/containers/web/json': 'inspect-docker-26.1.json',
    '/v1.45/events': 'events-docker-26.1.jsonl',
  };
  const server = await serve((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    const route = routes[path];
    if (route) return route(response, request);
    if (path === '/_ping') return response.writeHead(200, PONG).end('OK');
    const name = recorded[path];
    if (name !== undefined) return response.end(fixture(name));
    return response.writeHead(404).end('{"message":"page not found"}');
  });
  const { http, close } = createEngineHttp({ kind: 'unix', path: server.path });
  cleanups.push(server.close, close);
  return { http, server };
}

it('connects, lists, inspects and reads events', async () => {
  const { http } = await docker();
  const engine = await connect(http);
  expect(engine).toMatchObject({ kind: 'docker', apiVersion: '1.45' });
  expect((await list(engine, { all: true })).map(({ name }) => name)).toEqual([
    'created',
    'plain',
    'healthy',
  ]);
  expect((await inspect(engine, 'web')).health?.failingStreak).toBe(3);
  await expect(inspect(engine, 'gone')).rejects.toMatchObject({ code: 'not-found' });
  const actions = [];
  for await (const item of await events(engine))
    actions.push(item.kind === 'event' ? item.event.action : item.kind);
  expect(actions).toHaveLength(26);
  expect(actions[0]).toBe('create');
});

it('takes the megabytes of an engine while nobody reads them', async () => {
  const lines = fixture('events-docker-26.1.jsonl').repeat(1_000);
  let sent: Promise<unknown> | undefined;
  const { http } = await docker({
    '/v1.45/events': (response) => {
      // Called back once the last byte has left this side: with a reader that stalls it would never be.
      sent = new Promise<void>((resolve) => void response.write(lines, () => resolve()));
    },
  });
  const stream = await events(await connect(http));
  await sent;
  const counts = { event: 0, overflow: 0 };
  for await (const item of stream) {
    counts[item.kind] += item.kind === 'event' ? 1 : item.dropped;
    if (counts.event + counts.overflow === 26_000) break;
  }
  expect(counts.event).toBeGreaterThanOrEqual(EVENT_QUEUE_LIMIT);
});

it('is told of a connection that breaks', async () => {
  const { http } = await docker({
    '/v1.45/events': (response) => {
      response.write('{}\n', () => response.destroy());
    },
  });
  const stream = await events(await connect(http));
  await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'unreachable' });
});

it('follows through a cut', async () => {
  const seen: string[] = [];
  let opened = 0;
  const { http } = await docker({
    '/v1.45/events': (response) => {
      opened += 1;
      // Both connections replay the same events; the second brings one more.
      const all = fixture('events-docker-26.1.jsonl').trimEnd().split('\n');
      response.write(`${(opened === 1 ? all.slice(0, -1) : all).join('\n')}\n`, () => {
        if (opened === 1) response.destroy();
      });
    },
  });
  for await (const item of followEvents(http, { clock: systemClock, random: () => 0 })) {
    seen.push(item.kind === 'event' ? item.event.action : item.kind);
    if (seen.filter((kind) => kind === 'destroy').length === 3) break;
  }
  expect(seen.filter((kind) => kind === 'connected')).toHaveLength(2);
  expect(seen).toHaveLength(26 + 2);
});

it('runs an exec whose output has no length', async () => {
  const { http } = await docker({
    '/v1.45/containers/web/exec': (response) => void response.writeHead(201).end('{"Id":"e1"}'),
    '/v1.45/exec/e1/start': (response, request) => {
      void once(request.resume(), 'end').then(() => {
        response.useChunkedEncodingByDefault = false;
        response.shouldKeepAlive = false;
        response.writeHead(200, { 'content-type': 'application/vnd.docker.raw-stream' });
        response.end(Buffer.from('\u0001\0\0\0\0\0\0\u0003ok\n', 'latin1'));
      });
    },
    '/v1.45/exec/e1/json': (response) => void response.end('{"Running":false,"ExitCode":3,"Pid":41}'),
  });
  const engine = await connect(http);
  const exec = await createExec(engine, 'web', { cmd: ['true'] });
  const { output, ended } = await startExec(engine, exec);
  await ended;
  expect(output.text).toBe('ok\n');
  expect(await inspectExec(engine, exec)).toEqual({ running: false, exitCode: 3, pid: 41 });
});
