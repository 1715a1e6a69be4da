import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from '../rig/index.ts';

const MAIN = fileURLToPath(new URL('../../../apps/hale/src/main.ts', import.meta.url));
/** Of what it has said, the end. */
const KEPT_CHARACTERS = 20_000;
const WATCHES_WITHIN_MS = 60_000;

export interface AgentOptions {
  /** `unix://...` */
  readonly host: string;
  readonly data: string;
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Leaves what it prints in the pipe. */
  readonly unread?: boolean;
}

/** `hale agent` as a process that may be killed and started again on what it remembers. If it ends by itself it is started again, as a service is. */
export class AgentProcess implements AsyncDisposable {
  stderr = '';
  stdout = '';
  ownEnds = 0;
  readonly #options: AgentOptions;
  #child: ChildProcess | null = null;
  #isEnding = false;
  #lastWords = '';

  constructor(options: AgentOptions) {
    this.#options = options;
  }

  /** Returns at once. */
  start(): void {
    this.stderr = '';
    const child = this.#spawn(['agent']);
    const keep = (stream: 'stdout' | 'stderr') => (text: string) => {
      this[stream] = (this[stream] + text).slice(-KEPT_CHARACTERS);
    };
    if (!this.#options.unread) child.stdout?.setEncoding('utf8').on('data', keep('stdout'));
    child.stderr?.setEncoding('utf8').on('data', keep('stderr'));
    child.on('exit', () => {
      if (this.#child !== child || this.#isEnding) return;
      this.ownEnds += 1;
      this.#lastWords = this.stderr;
      this.start();
    });
    this.#child = child;
    this.#isEnding = false;
  }

  /** Reads what was left in the pipe. */
  read(): void {
    this.#child?.stdout?.resume();
  }

  /** Until it has opened its store and looks at the engine. */
  async untilWatching(): Promise<void> {
    const isWatching = (): boolean => this.stderr.includes('watching');
    await until('the agent watches', isWatching, WATCHES_WITHIN_MS).catch((cause: unknown) => {
      throw new Error(`the agent does not watch: ${this.#lastWords}${this.stderr}`, { cause });
    });
  }

  /** Sends the signal and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    const child = this.#child;
    if (child === null) return null;
    this.#isEnding = true;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    return child.exitCode ?? child.signalCode;
  }

  /** Another command of hale's on the same folder. */
  async command(
    ...args: readonly string[]
  ): Promise<{ readonly code: number | null; readonly stdout: string }> {
    const child = this.#spawn(args);
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    await once(child, 'close');
    return { code: child.exitCode, stdout };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL');
  }

  #spawn(args: readonly string[]): ChildProcess {
    const { host, data, config, env = {} } = this.#options;
    const flags = ['--host', host, '--data', data, ...(config === undefined ? [] : ['--config', config])];
    return spawn(process.execPath, ['-C', '@hale/source', MAIN, ...flags, ...args], {
      env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env },
    });
  }
}
