import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const main = fileURLToPath(new URL('../../apps/hale/src/main.ts', import.meta.url));

/** What runs the command from its source, whatever the folder. */
export const command: readonly string[] = [process.execPath, '-C', '@hale/source', main];

/** Neither this machine's engine nor its settings, and nothing that outlives the test. */
export const cleanEnv: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  HALE_DATA: 'memory',
  HALE_LISTEN: '127.0.0.1:0',
};

/** What stderr has where nothing is wrong: which engine it is and where hale answers, or the one record of a service. */
export const ALL_WELL =
  /^(?:hale: Docker .*\n)?(?:hale: answers on .*\n)?(?:\{"level":"info".*"message":"watching"\}\n)?$/;

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Instead of the command itself, such as a shell around it. */
  readonly via?: readonly string[];
  /** Leaves what it prints in the pipe. */
  readonly unread?: boolean;
}

/** The `hale` command as a process of its own. It is killed with its test. */
export class Hale {
  readonly process: ChildProcess;
  readonly exit: Promise<number | NodeJS.Signals>;
  stdout = '';
  stderr = '';
  #news = Promise.withResolvers<void>();

  constructor(argv: readonly string[], { env = {}, via = command, unread = false }: SpawnOptions = {}) {
    const [program = '', ...args] = via;
    this.process = spawn(program, [...args, ...argv], { env: { ...cleanEnv, ...env } });
    if (!unread)
      this.process.stdout?.setEncoding('utf8').on('data', (text: string) => this.#hear('stdout', text));
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => this.#hear('stderr', text));
    this.exit = once(this.process, 'close').then(([code, signal]) => code ?? signal);
    void this.exit.then(() => this.#hear('stderr', ''));
    onTestFinished(() => void this.process.kill('SIGKILL'));
  }

  get lines(): readonly string[] {
    return this.stdout.split('\n').slice(0, -1);
  }

  async until(what: string, isSo: (hale: this) => boolean): Promise<void> {
    while (!isSo(this)) {
      if (this.process.exitCode !== null)
        throw new Error(`ended before ${what}:\n${this.stdout}${this.stderr}`);
      await this.#news.promise;
    }
  }

  /** Its own children. */
  async children(): Promise<readonly string[]> {
    const { pid } = this.process;
    const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(' ').filter((child) => child !== '');
  }

  #hear(stream: 'stdout' | 'stderr', text: string): void {
    this[stream] += text;
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}

export interface Ran {
  readonly code: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runHale(argv: readonly string[], options: SpawnOptions = {}): Promise<Ran> {
  const hale = new Hale(argv, options);
  const code = await hale.exit;
  return { code, stdout: hale.stdout, stderr: hale.stderr };
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hale-cli-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** `hale simulate` on a socket of its own. */
export interface Simulation {
  readonly socket: string;
  /** What makes a command look at it. */
  readonly env: Readonly<Record<string, string>>;
  readonly hale: Hale;
}

export async function simulation(...flags: readonly string[]): Promise<Simulation> {
  return serve(join(await temporaryFolder(), 'engine.sock'), flags);
}

export async function serve(socket: string, flags: readonly string[] = []): Promise<Simulation> {
  const hale = new Hale(['simulate', '--socket', socket, ...flags]);
  await hale.until('it listens', ({ lines }) => lines.length > 0);
  return { socket, env: { DOCKER_HOST: `unix://${socket}` }, hale };
}
