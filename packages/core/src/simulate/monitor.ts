import type { Health, ProbeResult } from '../health.ts';
import type { Healthcheck } from '../healthcheck.ts';
import type { Agenda, Appointment } from './agenda.ts';
import type { SimulatedContainer } from './container.ts';
import type { Exec, ExecOptions } from './exec.ts';
import {
  applyResult,
  clip,
  delayMs,
  goDuration,
  MAX_OUTPUT_BYTES,
  probeCommand,
  timeoutMs,
} from './health.ts';
import { type Instant, rfc3339, toMs } from './instant.ts';

export interface MonitorPorts {
  readonly agenda: Agenda;
  readonly stamp: () => Instant;
  readonly container: () => SimulatedContainer;
  readonly prepare: (options: ExecOptions) => Exec;
  readonly judge: (health: Health) => void;
}

/** What exec_die says of a probe that was cut off: the engine has forgotten the exec before it ends. */
const CUT_OFF = 127;

/** The engine's own health monitor of one container. Probes never overlap; each delay begins at the end of the last. */
export class Monitor {
  readonly #ports: MonitorPorts;
  readonly #check: Healthcheck;
  readonly #command: readonly string[];
  #next: Appointment | undefined;
  #probing: { readonly exec: Exec; readonly deadline: Appointment } | undefined;

  /** Null for a container without a check that the engine would run. */
  static for(check: Healthcheck | null, ports: MonitorPorts): Monitor | null {
    const command = check === null ? null : probeCommand(check);
    return check === null || command === null ? null : new Monitor(check, command, ports);
  }

  private constructor(check: Healthcheck, command: readonly string[], ports: MonitorPorts) {
    this.#check = check;
    this.#command = command;
    this.#ports = ports;
  }

  /** @param firstMs Until the first probe, instead of a full delay. */
  begin(firstMs?: number): void {
    const { health } = this.#ports.container();
    if (health === null) return;
    const ms = firstMs ?? delayMs(health, this.#check, this.#sinceStartMs());
    this.#next = this.#ports.agenda.after(ms, () => this.#probe());
  }

  /** Cuts off a running probe; its result is dropped. */
  stop(): void {
    this.#ports.agenda.cancel(this.#next);
    const probing = this.#probing;
    this.#probing = undefined;
    this.#ports.agenda.cancel(probing?.deadline);
    probing?.exec.kill(CUT_OFF);
  }

  #probe(): void {
    const { agenda, stamp, prepare } = this.#ports;
    const start = stamp();
    const sinceStartMs = this.#sinceStartMs();
    const output = new Output();
    const exec = prepare({
      command: this.#command,
      tty: false,
      attachStdin: false,
      attachStdout: true,
      attachStderr: true,
    });
    const finish = (exitCode: number, text: string): void => {
      if (this.#probing?.exec !== exec) return;
      agenda.cancel(this.#probing.deadline);
      this.#probing = undefined;
      this.#record({ start: rfc3339(start), end: rfc3339(stamp()), exitCode, output: text }, sinceStartMs);
    };
    const limitMs = timeoutMs(this.#check);
    const timeOut = (): void => {
      const text = output.text();
      finish(-1, `Health check exceeded timeout (${goDuration(limitMs)})${text === '' ? '' : `: ${text}`}`);
      exec.kill(CUT_OFF);
    };
    this.#probing = { exec, deadline: agenda.after(limitMs, timeOut) };
    exec.start({
      write: (_stream, text) => output.add(text),
      end: (exitCode, failure) => finish(failure === undefined ? exitCode : -1, failure ?? output.text()),
    });
  }

  #record(result: ProbeResult, sinceStartMs: number): void {
    const { health } = this.#ports.container();
    if (health === null) return;
    this.#ports.judge(applyResult(health, result, this.#check, sinceStartMs));
    this.begin();
  }

  /** By the wall clock, as the engine does it. */
  #sinceStartMs(): number {
    const { startedAt } = this.#ports.container();
    return startedAt === null ? 0 : this.#ports.agenda.wall() - toMs(startedAt);
  }
}

class Output {
  #bytes = new Uint8Array();

  add(text: string): void {
    if (this.#bytes.length > MAX_OUTPUT_BYTES) return;
    const more = new TextEncoder().encode(text);
    const joined = new Uint8Array(this.#bytes.length + more.length);
    joined.set(this.#bytes);
    joined.set(more, this.#bytes.length);
    this.#bytes = joined;
  }

  text(): string {
    return clip(this.#bytes);
  }
}
