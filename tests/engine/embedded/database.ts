import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Engine, runCommand, testImage } from '../rig/index.ts';

const example = fileURLToPath(new URL('../../../examples/embedded-hono', import.meta.url));

/** `docker run`, as the example says it. */
const written = /^\/\/ +(docker run .*)$/m.exec(readFileSync(join(example, 'main.ts'), 'utf8'))?.[1] ?? '';

/** The example's database in a container named db, listening on a port of this machine. */
export class Database {
  readonly #engine: Engine;
  readonly #port: number;

  constructor(engine: Engine, port: number) {
    this.#engine = engine;
    this.#port = port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** By the very command of the example, but for what the rig has not: a bridge, a registry, and time. */
  async run(): Promise<void> {
    const command = [
      ['-p 127.0.0.1:8080:8080', `--network host -e LISTEN=127.0.0.1:${this.#port}`],
      ['http://127.0.0.1:8080/', `${this.url}/`],
      ['--health-interval 2s', '--health-interval 300ms'],
      [' busybox ', ` ${testImage} `],
      ['examples/embedded-hono', example],
    ].reduce((line, [from = '', to = '']) => {
      if (!line.includes(from)) throw new Error(`no ${from} in: ${line}`);
      return line.replace(from, to);
    }, written);
    const env = {
      PATH: process.env['PATH'] ?? '',
      DOCKER_CONFIG: join(this.#engine.folder, 'cli'),
      DOCKER_HOST: `unix://${this.#engine.socket}`,
    };
    const { code, stderr } = await runCommand('sh', ['-c', command], { env });
    if (code !== 0) throw new Error(`${command}: ${stderr}`);
  }

  /** Takes its disk away. */
  async break(): Promise<void> {
    await this.docker('exec', 'db', 'mv', '/data', '/gone');
  }

  async mend(): Promise<void> {
    await this.docker('exec', 'db', 'mv', '/gone', '/data');
  }

  /** Ends its process without asking the engine. */
  async crash(): Promise<void> {
    const { body } = await this.#engine.call<{ State: { Pid: number } }>('GET', '/containers/db/json');
    // 0 would be this very process and its group.
    if (body.State.Pid <= 0) throw new Error('db does not run');
    process.kill(body.State.Pid, 'SIGKILL');
  }

  async docker(...args: string[]): Promise<void> {
    const { code, stderr } = await this.#engine.docker(...args);
    if (code !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
  }
}
