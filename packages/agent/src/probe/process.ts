import {
  type Clock,
  type Container,
  type EndProcess,
  EXEC_START_TIMEOUT_MS,
  HaleError,
  type Signal,
} from '@hale/core';
import type { Engine } from '@hale/core/docker';
import { type ExecState, inspectExec, type Output, removeExec, startExec } from '@hale/core/docker/exec';
import { isRunOver } from './interruption.ts';
import type { Leaks } from './leaks.ts';
import { ENDED, type Lasting } from './outcome.ts';
import { whichever } from './whichever.ts';

export interface ProcessPorts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly endProcess: EndProcess;
  readonly leaks: Leaks;
  /** Nothing is waited for any more, not even the end of a process that has outlived its probe. */
  readonly closing: Signal;
}

/** The engine waits so long for a child that holds the output open. Source: containerd's shim; seen on 20.10 and 26.1. */
export const OUTPUT_LAG_MS = 2_000;

/** Between two looks at a process that has closed its output, or has outlived its probe. */
const PAUSE_MS = { first: 25, longest: 10_000 };

/** How often a process that is to be ended is looked for, if it has not begun. */
const BEGINNING_LOOKS = 10;

/** The process of one exec: begun, looked at, ended, and followed until it is gone. */
export class ProbeProcess {
  readonly #exec: string;
  readonly #container: Container;
  readonly #ports: ProcessPorts;
  /** Held for as long as the process may be there: it does not end with it, but its exit code would be lost. */
  readonly #connection = new AbortController();
  #over: Promise<ExecState> = new Promise(() => undefined);
  #pid = 0;

  constructor(exec: string, container: Container, ports: ProcessPorts) {
    this.#exec = exec;
    this.#container = container;
    this.#ports = ports;
    ports.closing.addEventListener('abort', this.#hangUp, { once: true });
  }

  /** The end of the process. A dying engine looks the same, so the engine is asked; rejects where the end cannot be known. */
  get over(): Promise<ExecState> {
    return this.#over;
  }

  /** It was seen, so it has begun. */
  get seen(): boolean {
    return this.#pid !== 0;
  }

  /** Not to be cancelled: once it is asked for, the process begins whether or not anyone waits for the answer. */
  async start(): Promise<Output> {
    const starting = startExec(this.#ports.engine, this.#exec, { signal: this.#connection.signal });
    this.#over = starting.then(async ({ ended }) => this.#untilOver(ended));
    this.#over.catch(() => undefined);
    return (await starting).output;
  }

  async look(signal?: Signal): Promise<ExecState> {
    const state = await inspectExec(this.#ports.engine, this.#exec, { ...(signal && { signal }) });
    this.#pid ||= state.pid;
    return state;
  }

  /**
   * Ends it by the best way there is from here; `false` if there is none, or none was enough so far. Throws where the engine
   * does not answer.
   */
  async end(): Promise<boolean> {
    const state = await this.#begun();
    if (state?.running === false) return state.exitCode !== null;
    const ended = this.seen ? await this.#ports.endProcess(this.#pid, this.#container) : 'impossible';
    return ended !== 'impossible' || state === null || (this.seen && (await this.#remove()));
  }

  /** What is to be said of it at the end of its probe. */
  lasting(ended: boolean): Lasting {
    if (ended) {
      void this.#drain();
      return ENDED;
    }
    const gone = this.#gone();
    this.#ports.leaks.add(gone);
    return { ended, gone };
  }

  async #untilOver(streamed: Promise<void>): Promise<ExecState> {
    await streamed;
    const { clock } = this.#ports;
    for (let pause = PAUSE_MS.first; ; pause = Math.min(2 * pause, PAUSE_MS.longest)) {
      const state = await this.look(this.#connection.signal);
      if (!state.running) return this.#believed(state);
      await clock.sleepUntil(clock.monotonic() + pause, this.#connection.signal);
    }
  }

  /** One that is just beginning is waited for a little: it can be ended only once it has a number. `null`: it is forgotten. */
  async #begun(): Promise<ExecState | null> {
    const { clock, closing } = this.#ports;
    for (let looks = 1; ; looks++) {
      const state = await this.look().catch(unlessForgotten);
      if (state === null || state.exitCode !== null || this.seen || looks === BEGINNING_LOOKS) return state;
      await clock.sleepUntil(clock.monotonic() + PAUSE_MS.first, closing);
    }
  }

  /** A Podman that died after it had started a process says that it never did. */
  #believed(state: ExecState): ExecState {
    if (state.exitCode !== null || this.#ports.engine.kind === 'docker') return state;
    throw new HaleError('unreachable', 'the engine has lost sight of the process');
  }

  /** Only newer Podmans can. */
  async #remove(): Promise<boolean> {
    if (this.#ports.engine.kind !== 'podman') return false;
    try {
      await removeExec(this.#ports.engine, this.#exec, { signal: this.#connection.signal });
      return true;
    } catch (error) {
      return error instanceof HaleError && error.code === 'not-found';
    }
  }

  async #gone(): Promise<void> {
    const { clock, closing } = this.#ports;
    let over: Promise<ExecState> | null = this.#over;
    let unknownSince: number | null = null;
    for (let pause = PAUSE_MS.first; ; pause = Math.min(2 * pause, PAUSE_MS.longest)) {
      const turn = await whichever(clock, {
        over: over ?? NEVER,
        at: clock.monotonic() + pause,
        cancel: closing,
      });
      if (turn === 'cancelled') return NEVER;
      if (turn === 'over' && (await settled(this.#over))) break;
      if (turn === 'over') [over, unknownSince] = [null, clock.monotonic()];
      if (await this.#isGone(unknownSince)) break;
    }
    void this.#drain();
  }

  /** Whether it can be ended by now, or cannot be there. An engine that does not answer does not tell. */
  async #isGone(unknownSince: number | null): Promise<boolean> {
    const { engine, clock } = this.#ports;
    try {
      if (await this.end()) return true;
      if (unknownSince === null) return false;
      // What Docker has not begun so long after the connection broke, it was never asked for.
      const isLate = clock.monotonic() - unknownSince >= EXEC_START_TIMEOUT_MS;
      return (engine.kind === 'docker' && isLate && !this.seen) || (await isRunOver(engine, this.#container));
    } catch {
      return false;
    }
  }

  /** Takes what a child may still write, and lets go of the connection. */
  async #drain(): Promise<void> {
    const { clock, closing } = this.#ports;
    const at = clock.monotonic() + 2 * OUTPUT_LAG_MS;
    await whichever(clock, { over: this.#over, at, cancel: closing });
    closing.removeEventListener('abort', this.#hangUp);
    this.#hangUp();
  }

  readonly #hangUp = (): void => this.#connection.abort();
}

const NEVER = new Promise<never>(() => undefined);

/** The engine forgets an exec some time after its end, and with its container. */
function unlessForgotten(error: unknown): null {
  if (error instanceof HaleError && error.code === 'not-found') return null;
  throw error;
}

async function settled(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => true,
    () => false,
  );
}
