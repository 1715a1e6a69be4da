import {
  type Container,
  type ErrorCode,
  EXEC_START_TIMEOUT_MS,
  HaleError,
  type Parity,
  type Signal,
  timeoutOutput,
} from '@hale/core';
import { createExec, type ExecState, type Output, startFailure } from '@hale/core/docker/exec';
import { interruption } from './interruption.ts';
import { calledOff, ENDED, type ProbeOutcome, type Verdict } from './outcome.ts';
import { ProbeProcess, type ProcessPorts } from './process.ts';
import { stamp } from './stamp.ts';
import { whichever } from './whichever.ts';

export interface ExecProbe {
  /** As it was last inspected: it is this run of it that is probed. */
  readonly container: Container;
  readonly argv: readonly string[];
  readonly timeoutMs: number;
  readonly parity: Parity;
}

/** 128 + SIGKILL: what the processes of a container end with when it is stopped. */
const KILLED = 137;
/** They end before it counts as stopped, so that it is looked at again so much later. */
export const STOP_LAG_MS = 250;

/** Until the process is first looked for, and at most between two looks. */
const LOOK_MS = { first: 25, longest: 500 };

/** The codes of an engine that has said no to a call, so that nothing has begun. */
const NO: readonly ErrorCode[] = ['conflict', 'not-found', 'bad-input', 'engine', 'refused', 'api-version'];

/**
 * One exec probe, as moby runs it: its result begins before the exec is created, and ends when the process has ended or was killed
 * for taking too long. `cancel`: the container is not to be probed any more, so that the process is ended and its result void.
 * The ports' wall clock dates the result, so it should be the engine's. Source: moby `cmdProbe.run`.
 */
export async function runExec(probe: ExecProbe, ports: ProcessPorts, cancel: Signal): Promise<ProbeOutcome> {
  return new ExecRun(probe, ports, cancel).outcome();
}

class ExecRun {
  readonly #probe: ExecProbe;
  readonly #ports: ProcessPorts;
  readonly #cancel: Signal;
  readonly #start: string;
  readonly #calledAt: number;

  constructor(probe: ExecProbe, ports: ProcessPorts, cancel: Signal) {
    this.#probe = probe;
    this.#ports = ports;
    this.#cancel = cancel;
    this.#start = stamp(ports.clock);
    this.#calledAt = ports.clock.monotonic();
  }

  async outcome(): Promise<ProbeOutcome> {
    const { container, argv } = this.#probe;
    let process: ProbeProcess;
    try {
      const exec = await createExec(this.#ports.engine, container.id, { cmd: argv, signal: this.#cancel });
      process = new ProbeProcess(exec, container, this.#ports);
    } catch (error) {
      return { ...(await this.#refused(error)), ...ENDED };
    }
    let output: Output;
    try {
      output = await process.start();
    } catch (error) {
      const begun = !(error instanceof HaleError && NO.includes(error.code));
      return { ...(await this.#refused(error)), ...process.lasting(!begun || (await isEnded(process))) };
    }
    try {
      return await this.#follow(process, output);
    } catch (error) {
      return { ...this.#lost(error), ...process.lasting(await isEnded(process)) };
    }
  }

  async #follow(process: ProbeProcess, output: Output): Promise<ProbeOutcome> {
    const { clock } = this.#ports;
    const { timeoutMs, parity } = this.#probe;
    const { over } = process;
    let from = this.#calledAt;
    if (parity.timeoutFromProcessStart) {
      const begun = await this.#untilBegun(process);
      if (begun === 'late') return this.#notBegun(process);
      if (begun === 'begun') from = clock.monotonic();
    }
    switch (await whichever(clock, { over, at: from + timeoutMs, cancel: this.#cancel })) {
      case 'over':
        return { ...(await this.#verdict(process, await over, output)), ...process.lasting(true) };
      case 'late':
        return this.#timedOut(process, output);
      case 'cancelled':
        return { ...calledOff(), ...process.lasting(await isEnded(process)) };
    }
  }

  async #untilBegun(process: ProbeProcess): Promise<'begun' | 'over' | 'late' | 'cancelled'> {
    const { clock } = this.#ports;
    const { over } = process;
    const until = clock.monotonic() + EXEC_START_TIMEOUT_MS;
    for (let pause = LOOK_MS.first; ; pause = Math.min(2 * pause, LOOK_MS.longest)) {
      const at = Math.min(until, clock.monotonic() + pause);
      const turn = await whichever(clock, { over, at, cancel: this.#cancel });
      if (turn !== 'late') return turn;
      await process.look(this.#cancel);
      if (process.seen) return 'begun';
      if (clock.monotonic() >= until) return 'late';
    }
  }

  async #notBegun(process: ProbeProcess): Promise<ProbeOutcome> {
    const text = `timed out starting health check for container ${this.#probe.container.id}`;
    return { ...(await this.#unlessInterrupted(this.#error(text))), ...process.lasting(false) };
  }

  async #timedOut(process: ProbeProcess, output: Output): Promise<ProbeOutcome> {
    const ended = await process.end();
    const { timeoutMs, parity } = this.#probe;
    const finding = this.#finding(-1, timeoutOutput(timeoutMs, parity.printedOnTimeout ? output.text : ''));
    return { ...(await this.#unlessInterrupted(finding)), ...process.lasting(ended) };
  }

  async #verdict(process: ProbeProcess, state: ExecState, output: Output): Promise<Verdict> {
    const failure = startFailure(this.#ports.engine, { state, output, seenRunning: process.seen });
    if (failure !== null) return this.#unlessInterrupted(this.#error(failure));
    if (state.exitCode === null) {
      const text = `healthcheck for container ${this.#probe.container.id} has no exit code`;
      return this.#unlessInterrupted(this.#error(text));
    }
    const finding = this.#finding(state.exitCode, output.text);
    if (state.exitCode !== KILLED) return finding;
    const { clock } = this.#ports;
    const verdict = await this.#unlessInterrupted(finding);
    if (verdict.kind === 'void') return verdict;
    await clock.sleepUntil(clock.monotonic() + STOP_LAG_MS, this.#cancel);
    return this.#unlessInterrupted(finding);
  }

  /** An engine that fails at the call is a result, as with moby; anything else says nothing of the container. */
  async #refused(error: unknown): Promise<Verdict> {
    if (error instanceof HaleError && (error.code === 'engine' || error.code === 'bad-input'))
      return this.#unlessInterrupted(this.#error(error.message));
    return this.#lost(error);
  }

  #lost(error: unknown): Verdict {
    if (this.#cancel.aborted || this.#ports.closing.aborted) return calledOff();
    if (error instanceof HaleError) return { kind: 'void', reason: error };
    throw error;
  }

  async #unlessInterrupted(verdict: Verdict): Promise<Verdict> {
    const reason = await interruption(this.#ports.engine, this.#probe.container);
    return reason ? { kind: 'void', reason } : verdict;
  }

  #error(output: string): Verdict {
    return this.#finding(-1, output, true);
  }

  #finding(exitCode: number, output: string, error = false): Verdict {
    const end = stamp(this.#ports.clock);
    return { kind: 'finding', finding: { start: this.#start, end, exitCode, output, error } };
  }
}

/** Ends it if it can be ended, and says whether it is gone. */
async function isEnded(process: ProbeProcess): Promise<boolean> {
  try {
    return await process.end();
  } catch {
    return false;
  }
}
