import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ContainerSpec, createSimulatedEngine, seededRandom } from '@hale/core/simulate';
import { systemClock } from '@hale/core/system';
import { type SocketServer, serveOnSocket } from '../../../apps/hale/src/simulate/server.ts';
import { call, type Reply } from '../rig/call.ts';
import { type Container, type ContainerOptions, runContainer } from '../rig/container.ts';
import type { Subject } from './subject.ts';

/** The simulated engine on a socket, in the shape of the rig's real ones. */
export class SimulatedSubject implements Subject {
  readonly folder = mkdtempSync(join(tmpdir(), 'hale-simulated-'));
  readonly socket = join(this.folder, 'engine.sock');
  readonly #stop = new AbortController();
  readonly #containers: readonly ContainerSpec[];
  #running: Promise<void> | undefined;
  #server: SocketServer | undefined;

  constructor(containers: readonly ContainerSpec[] = []) {
    this.#containers = containers;
  }

  async start(): Promise<void> {
    const options = { clock: systemClock, random: seededRandom(1), containers: this.#containers };
    const engine = createSimulatedEngine(options);
    this.#running = engine.run(this.#stop.signal);
    this.#server = await serveOnSocket((request) => engine.fetch(request), this.socket);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#running, this.#server?.close()]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  call<T = unknown>(method: string, path: string, body?: unknown): Promise<Reply<T>> {
    return call<T>(this.socket, method, path, body);
  }

  runContainer(options: ContainerOptions = {}): Promise<Container> {
    return runContainer(this.socket, options);
  }
}
