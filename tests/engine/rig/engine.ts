import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call, type Reply } from './call.ts';
import { type CommandResult, runCommand } from './command.ts';
import { type Container, type ContainerOptions, removeContainers, runContainer } from './container.ts';
import { type Daemon, type DaemonPlan, startDaemon } from './daemon.ts';
import { freePort, planDocker } from './dockerd.ts';
import { importTestImage } from './image.ts';
import { type EngineKind, type EngineName, howToGet, models, whyMissing } from './installed.ts';
import { type Janitor, startJanitor } from './janitor.ts';
import { planPodman } from './podman.ts';

export interface EngineOptions {
  /** Has dockerd listen on `tcp` too, for clients with a certificate of `certPath` only. */
  readonly tls?: boolean;
}

/** A real engine with everything it owns in one folder. Nothing exists before `start`, and nothing is left after `stop`. */
export class Engine implements AsyncDisposable {
  readonly name: EngineName;
  readonly kind: EngineKind;
  readonly folder = join(tmpdir(), `hale-rig-${randomBytes(4).toString('hex')}`);
  readonly socket = join(this.folder, 'engine.sock');
  /** A DOCKER_CERT_PATH for `tcp`. */
  readonly certPath = join(this.folder, 'certificates');
  readonly #options: EngineOptions;
  #janitor: Janitor | undefined;
  #plans: DaemonPlan[] = [];
  #daemon: Daemon | undefined;
  #port: number | undefined;

  constructor(name: EngineName, options: EngineOptions = {}) {
    this.name = name;
    this.kind = models[name].kind;
    this.#options = options;
  }

  /** `tcp://127.0.0.1:PORT` */
  get tcp(): string {
    if (this.#port === undefined) throw new Error(`${this.name} was not started with { tls: true }`);
    return `tcp://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const missing = whyMissing(this.name);
    if (missing !== undefined) throw new Error(`${this.name}: ${missing}; get it with: ${howToGet}`);
    mkdirSync(this.folder, { mode: 0o711 });
    this.#janitor = startJanitor(this.folder);
    try {
      if (this.#options.tls && this.kind === 'docker') this.#port = await freePort();
      this.#plans = await this.#plan();
      for (const plan of this.#plans) this.#daemon = await startDaemon(plan);
      await importTestImage(this.socket, this.folder);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.#janitor?.sweep();
    this.#janitor = undefined;
  }

  /** Ends dockerd or Podman's service, and nothing else: containerd, shims and conmons stay. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.#daemon?.end(signal);
  }

  /** Has it accept connections and never answer, until `thaw`. */
  async freeze(): Promise<void> {
    await this.#daemon?.freeze();
  }

  thaw(): void {
    this.#daemon?.thaw();
  }

  /** Ends it and starts it again on the same data. */
  async restart(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.kill(signal);
    const plan = this.#plans.at(-1);
    if (plan) this.#daemon = await startDaemon(plan);
  }

  docker(...args: string[]): Promise<CommandResult> {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('DOCKER_'));
    const rig = { DOCKER_CONFIG: join(this.folder, 'cli'), DOCKER_HOST: `unix://${this.socket}` };
    const env = { ...Object.fromEntries(own), ...rig };
    return runCommand('docker', args, { env });
  }

  call<T = unknown>(method: string, path: string, body?: unknown): Promise<Reply<T>> {
    return call<T>(this.socket, method, path, body);
  }

  runContainer(options: ContainerOptions = {}): Promise<Container> {
    return runContainer(this.socket, options);
  }

  removeContainers(): Promise<void> {
    return removeContainers(this.socket);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #plan(): Promise<DaemonPlan[]> {
    const model = models[this.name];
    return model.kind === 'docker' ? planDocker(model.bin, this.folder, this.#port) : planPodman(this.folder);
  }
}

/** `await using engine = await startEngine('docker-26.1', { tls: true })` */
export async function startEngine(name: EngineName, options: EngineOptions = {}): Promise<Engine> {
  const engine = new Engine(name, options);
  await engine.start();
  return engine;
}
