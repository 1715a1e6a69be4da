import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from '../engine/rig/index.ts';

export const HALE = fileURLToPath(new URL('../../apps/hale/src/main.ts', import.meta.url));
/** The same, with a clock that is ahead. */
const AHEAD = fileURLToPath(new URL('hale-ahead.ts', import.meta.url));
/** Of what it has said, the end. */
const KEPT_CHARACTERS = 20_000;
/** As long as a service manager waits before it starts again what has ended by itself. */
const RESTARTS_AFTER_MS = 500;
const UP_WITHIN_MS = 90_000;

export interface ServiceOptions {
  /** Of `hale`. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What it logs once it is up. */
  readonly up: string;
}

/** `hale` as a service: it is killed and started, and what ends by itself is started again. */
export class Service {
  /** What its clock is ahead of this machine's, in milliseconds; from the next start on. */
  aheadMs = 0;
  kills = 0;
  /** Of these, before it was up. */
  killsWhileStarting = 0;
  ownEnds = 0;
  /** When it was started, and when it ended; epoch milliseconds of its own clock. */
  readonly startedAt: number[] = [];
  readonly endedAt: number[] = [];
  readonly #options: ServiceOptions;
  #child: ChildProcess | null = null;
  #said = '';
  /** Of the last that ended by itself. */
  #lastWords = '';

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  get isUp(): boolean {
    const runs = this.#child?.exitCode === null && this.#child.signalCode === null;
    return runs && this.#said.includes(this.#options.up);
  }

  /** The end of what it has logged since its start. */
  get said(): string {
    return this.#said;
  }

  /** Returns at once. */
  start(): void {
    const { argv, env } = this.#options;
    const program = this.aheadMs === 0 ? [HALE] : [AHEAD, String(this.aheadMs)];
    const child = spawn(process.execPath, ['-C', '@hale/source', ...program, ...argv], {
      env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#said = '';
    this.#child = child;
    this.startedAt.push(Date.now() + this.aheadMs);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (this.#child === child) this.#said = (this.#said + text).slice(-KEPT_CHARACTERS);
    });
    const { aheadMs } = this;
    child.on('exit', () => {
      this.endedAt.push(Date.now() + aheadMs);
      if (this.#child !== child) return;
      this.ownEnds += 1;
      this.#lastWords = this.#said;
      setTimeout(() => {
        if (this.#child === child) this.start();
      }, RESTARTS_AFTER_MS);
    });
  }

  async untilUp(): Promise<void> {
    await until(this.#options.up, () => this.isUp, UP_WITHIN_MS).catch((cause: unknown) => {
      throw new Error(`${this.#options.argv.join(' ')} does not come up: ${this.#lastWords}${this.#said}`, {
        cause,
      });
    });
  }

  /** By SIGKILL. */
  async kill(): Promise<void> {
    this.kills += 1;
    if (!this.isUp) this.killsWhileStarting += 1;
    await this.#end('SIGKILL');
  }

  /** As a person would end it. */
  async stop(): Promise<number | NodeJS.Signals | null> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    const child = this.#child;
    this.#child = null;
    if (child === null) return null;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    return child.exitCode ?? child.signalCode;
  }
}
