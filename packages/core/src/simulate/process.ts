import type { Agenda, Appointment } from './agenda.ts';
import { type Program, runTrap, type Step, type Surroundings } from './shell.ts';

export type Write = (stream: 'stdout' | 'stderr', text: string) => void;

export interface ProcessPorts {
  readonly agenda: Agenda;
  readonly write: Write;
  readonly exit: (code: number) => void;
}

/** What goes on so long without a pause has gone wild, and never ends by itself. */
const MAX_STEPS_AT_ONCE = 10_000;
const MAX_TRAPS_AT_ONCE = 8;

/** 128 + SIGKILL. */
export const KILLED = 137;

interface Frame {
  readonly program: Generator<Step, number | null, void>;
  /** What is left to sleep of a frame that does not run. */
  leftMs: number;
}

/** A program in time. It can be frozen, as its container's cgroup is; a kill that comes meanwhile waits. */
export class Process {
  readonly #ports: ProcessPorts;
  /** The last one runs; it is a trap if there is another below. */
  readonly #frames: Frame[];
  #wake: Appointment | undefined;
  #isFrozen = false;
  #pendingKill: number | undefined;
  #hasEnded = false;

  constructor(program: Program, ports: ProcessPorts) {
    this.#frames = [{ program, leftMs: 0 }];
    this.#ports = ports;
    this.#sleep(0);
  }

  freeze(): void {
    if (this.#hasEnded || this.#isFrozen) return;
    this.#interrupt();
    this.#isFrozen = true;
  }

  thaw(): void {
    if (!this.#isFrozen) return;
    this.#isFrozen = false;
    if (this.#pendingKill === undefined) this.#resume();
    else this.#end(this.#pendingKill);
  }

  /** Ends it with this code, at once or when thawed. */
  kill(code = KILLED): void {
    if (this.#isFrozen) this.#pendingKill = code;
    else this.#end(code);
  }

  /** Runs the trap for this signal, by its name without SIG. Without a trap a container's first process is deaf to it. */
  signal(name: string, surroundings: Surroundings): void {
    const trap = surroundings.traps.get(name);
    if (trap === undefined || this.#hasEnded || this.#frames.length > MAX_TRAPS_AT_ONCE) return;
    if (!this.#isFrozen) this.#interrupt();
    this.#frames.push({ program: runTrap(trap, surroundings), leftMs: 0 });
    if (!this.#isFrozen) this.#resume();
  }

  #interrupt(): void {
    const { agenda } = this.#ports;
    const frame = this.#frames.at(-1);
    if (frame !== undefined && this.#wake !== undefined) frame.leftMs = this.#wake.at - agenda.now();
    agenda.cancel(this.#wake);
  }

  #resume(): void {
    this.#sleep(this.#frames.at(-1)?.leftMs ?? 0);
  }

  #sleep(ms: number): void {
    this.#wake = this.#ports.agenda.after(ms, () => this.#advance());
  }

  #advance(): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return;
    for (let steps = 0; steps < MAX_STEPS_AT_ONCE; steps += 1) {
      const { done, value } = frame.program.next();
      if (done === true) return this.#leave(value);
      if ('sleepMs' in value) return this.#sleep(value.sleepMs);
      this.#ports.write(value.stream, value.text);
    }
  }

  #leave(code: number | null): void {
    if (code !== null) return this.#end(code);
    this.#frames.pop();
    this.#resume();
  }

  #end(code: number): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#ports.agenda.cancel(this.#wake);
    this.#ports.exit(code);
  }
}
