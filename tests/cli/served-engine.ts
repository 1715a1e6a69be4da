import { join } from 'node:path';
import { type ContainerSpec, createSimulatedEngine, type SimulatedEngine } from '@hale/core/simulate';
import { systemClock, systemRandom } from '@hale/core/system';
import { onTestFinished } from 'vitest';
import { serveOnSocket } from '../../apps/hale/src/simulate/server.ts';
import { temporaryFolder } from './hale.ts';

/** A simulated engine in this process, on a socket for others: a test says what becomes of its containers. */
export interface ServedEngine {
  readonly act: SimulatedEngine['act'];
  /** How many read its event stream. */
  readonly watchers: number;
  /** What makes a command look at it. */
  readonly env: Readonly<Record<string, string>>;
  /** Cuts every connection; nothing listens there any more. */
  close(): Promise<void>;
}

export async function servedEngine(...containers: readonly ContainerSpec[]): Promise<ServedEngine> {
  const socket = join(await temporaryFolder(), 'engine.sock');
  const engine = createSimulatedEngine({ clock: systemClock, random: systemRandom, containers });
  const ended = new AbortController();
  const life = engine.run(ended.signal);
  let watchers = 0;
  const server = await serveOnSocket(async (request) => {
    const response = await engine.fetch(request);
    if (response.body === null || !new URL(request.url).pathname.endsWith('/events')) return response;
    watchers += 1;
    const through = new TransformStream<Uint8Array, Uint8Array>();
    const left = (): void => {
      watchers -= 1;
    };
    response.body.pipeTo(through.writable).then(left, left);
    return new Response(through.readable, response);
  }, socket);
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    ended.abort();
    await Promise.all([life, server.close()]);
  };
  onTestFinished(close);
  return {
    act: (container, act) => engine.act(container, act),
    get watchers() {
      return watchers;
    },
    env: { DOCKER_HOST: `unix://${socket}` },
    close,
  };
}
