import type { Attributes } from './event.ts';
import { KILLED, Process, type ProcessPorts, type Write } from './process.ts';
import type { Program } from './shell.ts';

export interface ExecOptions {
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly attachStdin: boolean;
  readonly attachStdout: boolean;
  readonly attachStderr: boolean;
}

export interface ExecPorts {
  readonly agenda: ProcessPorts['agenda'];
  /** The container's execs that are not over; this one comes and goes by itself. */
  readonly alive: Set<Exec>;
  readonly publish: (action: string, attributes: Attributes) => void;
  readonly nextPid: () => number;
  /** The program that the container has by that name; null if none. */
  readonly find: (command: readonly string[]) => Program | null;
}

/** Source: what 20.10 to 27 report for every exec that could not start. */
const NOT_STARTED = 126;

export interface ExecListener {
  readonly write: Write;
  /** The exit code is known by now. `failure` tells why it did not even start. */
  readonly end: (exitCode: number, failure?: string) => void;
}

/** `forgotten`: its container went before it was started. */
type Phase = 'created' | 'running' | 'ended' | 'forgotten';

/** One command inside a container. */
export class Exec {
  readonly id: string;
  readonly containerId: string;
  readonly options: ExecOptions;
  readonly #ports: ExecPorts;
  #phase: Phase = 'created';
  #exitCode: number | null = null;
  #pid = 0;
  #process: Process | undefined;
  /** What the engine makes of the exit code in its exec_die, if not that code. */
  #dieCode: number | undefined;

  constructor(id: string, containerId: string, options: ExecOptions, ports: ExecPorts) {
    this.id = id;
    this.containerId = containerId;
    this.options = options;
    this.#ports = ports;
    ports.alive.add(this);
    this.#publish(`exec_create: ${this.#line}`);
  }

  get phase(): Phase {
    return this.#phase;
  }

  get exitCode(): number | null {
    return this.#exitCode;
  }

  get pid(): number {
    return this.#pid;
  }

  /** Once only. */
  start(listener: ExecListener): void {
    this.#publish(`exec_start: ${this.#line}`);
    const program = this.#ports.find(this.options.command);
    if (program === null) {
      this.#end(NOT_STARTED);
      listener.end(NOT_STARTED, startFailure(this.options.command));
      return;
    }
    this.#phase = 'running';
    this.#pid = this.#ports.nextPid();
    const exit = (code: number): void => {
      this.#end(code);
      this.#publish('exec_die', { exitCode: String(this.#dieCode ?? code) });
      listener.end(code);
    };
    this.#process = new Process(program, { agenda: this.#ports.agenda, write: listener.write, exit });
  }

  freeze(): void {
    this.#process?.freeze();
  }

  thaw(): void {
    this.#process?.thaw();
  }

  kill(dieCode = KILLED): void {
    this.#dieCode = dieCode;
    this.#process?.kill();
  }

  /** Its container is no more. */
  leave(): void {
    this.thaw();
    this.kill();
    this.forget();
  }

  /** Nobody will start it. */
  forget(): void {
    if (this.#phase === 'created') this.#phase = 'forgotten';
    this.#ports.alive.delete(this);
  }

  /** Moby joins the program and its arguments by a space, and so leaves one behind a program without any. */
  get #line(): string {
    const [program = '', ...args] = this.options.command;
    return `${program} ${args.join(' ')}`;
  }

  #end(exitCode: number): void {
    this.#phase = 'ended';
    this.#exitCode = exitCode;
    this.#ports.alive.delete(this);
  }

  #publish(action: string, attributes: Attributes = {}): void {
    this.#ports.publish(action, { execID: this.id, ...attributes });
  }
}

/** In runc's words. */
export function notFound(program: string): string {
  const why = program.includes('/')
    ? `stat ${program}: no such file or directory`
    : 'executable file not found in $PATH';
  return `exec: "${program}": ${why}: unknown`;
}

function startFailure([program = '']: readonly string[]): string {
  return `OCI runtime exec failed: exec failed: unable to start container process: ${notFound(program)}`;
}
