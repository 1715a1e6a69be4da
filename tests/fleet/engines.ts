import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('engines-process.ts', import.meta.url));

export interface EnginesOptions {
  readonly sockets: readonly string[];
  readonly seed: number;
  /** Between two turns of one engine, in the mean. */
  readonly turnMs: number;
}

/** Simulated engines in a process of their own, which live by themselves. */
export class Engines {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async open(options: EnginesOptions): Promise<Engines> {
    const child = fork(PROGRAM, [JSON.stringify(options)], { execArgv: ['-C', '@hale/source'] });
    await once(child, 'message');
    return new Engines(child);
  }

  /** Their clocks are put forward. */
  putForward(aheadMs: number): void {
    this.#child.send({ aheadMs });
  }

  /** Nothing is done to their containers any more. */
  async rest(): Promise<void> {
    const rests = once(this.#child, 'message');
    this.#child.send('rest');
    await rests;
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }
}
