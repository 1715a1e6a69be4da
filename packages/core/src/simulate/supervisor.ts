import { HaleError } from '../error.ts';
import { hasHealthcheck } from '../healthcheck.ts';
import type { Agenda, Appointment } from './agenda.ts';
import type { Finding, SimulatedContainer } from './container.ts';
import type { Attributes } from './event.ts';
import { Exec, type ExecOptions, notFound } from './exec.ts';
import { probeCommand } from './health.ts';
import { fromMs, type Instant, rfc3339, toMs } from './instant.ts';
import * as life from './life.ts';
import { Monitor } from './monitor.ts';
import { parseSignal } from './os-signal.ts';
import { KILLED, Process } from './process.ts';
import { execute, type Program, type Surroundings } from './shell.ts';

export interface SupervisorPorts {
  readonly agenda: Agenda;
  readonly stamp: () => Instant;
  readonly publish: (container: SimulatedContainer, action: string, attributes?: Attributes) => void;
  readonly nextPid: () => number;
  readonly nextId: () => string;
}

/** One container and all that runs in it: the side of a simulated engine that does things. */
export class Supervisor {
  readonly #ports: SupervisorPorts;
  #container: SimulatedContainer;
  #finding: Finding | null;
  #main: Process | undefined;
  #surroundings: Surroundings = { files: new Map(), traps: new Map() };
  readonly #monitor: Monitor | null;
  readonly #execs = new Set<Exec>();
  readonly #atExit = new Set<() => void>();
  readonly #atRemoval = new Set<() => void>();
  #restart: Appointment | undefined;
  #backoffMs = 0;

  constructor(container: SimulatedContainer, finding: Finding | null, ports: SupervisorPorts) {
    this.#container = container;
    this.#finding = finding;
    this.#ports = ports;
    this.#monitor = Monitor.for(container.healthcheck, {
      agenda: ports.agenda,
      stamp: ports.stamp,
      container: () => this.#container,
      prepare: (options) => this.prepare(options),
      judge: (health) => this.#judge(health),
    });
  }

  get container(): SimulatedContainer {
    return this.#container;
  }

  /** Those that are not over. */
  get execs(): readonly Exec[] {
    return [...this.#execs];
  }

  /** Tells of itself. */
  announce(action: string, attributes?: Attributes): void {
    this.#ports.publish(this.#container, action, attributes);
  }

  /** Has it run since `forMs`, healthy, without an event. `firstProbeMs` is when its next probe is due. */
  resume(forMs: number, firstProbeMs: number): void {
    const { stamp, nextPid } = this.#ports;
    const running = life.started(this.#container, stamp() - fromMs(forMs), nextPid());
    const at = rfc3339(stamp());
    const passed = { start: at, end: at, exitCode: 0, output: this.#finding?.output ?? '' };
    const health = running.health && ({ status: 'healthy', failingStreak: 0, log: [passed] } as const);
    this.#container = { ...running, health };
    this.#runMain();
    this.#monitor?.begin(firstProbeMs);
  }

  /** Has it been over for `agoMs`, without an event. */
  bury(agoMs: number, exit: life.Exit): void {
    const at = this.#ports.stamp() - fromMs(agoMs);
    const ran = life.started(this.#container, at - fromMs(1000), 0);
    this.#container = life.settled(life.exited({ ...ran, stoppedByHand: true }, at, exit));
  }

  /** False if it runs already. */
  start(): boolean {
    const { status } = this.#container;
    if (status === 'paused') throw conflict('cannot start a paused container, try unpause instead');
    if (status === 'running' || status === 'restarting') return false;
    if (this.#program({ files: new Map(), traps: new Map() }) === null) throw this.#cannotStart();
    this.#container = life.pardoned(this.#container);
    this.#backoffMs = 0;
    this.#begin();
    return true;
  }

  /** Resolves to false at once if it does not run, else to true when it is over. A negative timeout waits for ever. */
  stop(timeoutMs = this.#container.stopTimeoutMs): Promise<boolean> {
    if (this.#giveUpRestart()) {
      this.announce('stop');
      return Promise.resolve(true);
    }
    if (this.#main === undefined) return Promise.resolve(false);
    return new Promise((resolve) => {
      const { agenda } = this.#ports;
      const limitMs = timeoutMs < 0 ? Number.POSITIVE_INFINITY : timeoutMs;
      const deadline = agenda.after(limitMs, () => this.kill('KILL'));
      this.#atExit.add(() => {
        agenda.cancel(deadline);
        // 25.0 and later tell stop before die; older ones after it.
        this.announce('stop');
        resolve(true);
      });
      this.kill(this.#container.stopSignal);
    });
  }

  async restart(timeoutMs?: number): Promise<void> {
    await this.stop(timeoutMs);
    this.start();
    this.announce('restart');
  }

  kill(text = 'KILL'): void {
    const signal = parseSignal(text);
    if (this.#giveUpRestart()) return;
    const main = this.#main;
    if (main === undefined) throw conflict(`container ${this.#container.id} is not running`);
    const isFatal = signal.name === 'KILL' || signal.name === parseSignal(this.#container.stopSignal).name;
    if (isFatal) this.#container = { ...this.#container, stoppedByHand: true };
    this.announce('kill', { signal: String(signal.number) });
    if (signal.name === 'KILL') {
      main.thaw();
      main.kill();
    } else {
      // Moby resumes a paused container so that the signal arrives.
      if (this.#container.status === 'paused') this.unpause();
      main.signal(signal.name, this.#surroundings);
    }
  }

  pause(): void {
    const { id, status } = this.#container;
    if (status === 'paused') throw conflict(`Container ${id} is already paused`);
    if (status === 'restarting') throw restarting(id);
    if (this.#main === undefined) throw conflict(`container ${id} is not running`);
    this.#main.freeze();
    for (const exec of this.#execs) exec.freeze();
    this.#monitor?.stop();
    this.#container = life.paused(this.#container);
    this.announce('pause');
  }

  unpause(): void {
    const { id, status } = this.#container;
    if (status !== 'paused') throw new HaleError('engine', `Container ${id} is not paused`);
    this.#container = life.unpaused(this.#container);
    this.announce('unpause');
    this.#monitor?.begin();
    for (const exec of this.#execs) exec.thaw();
    this.#main?.thaw();
  }

  /** Its first process ends by itself. */
  exit(code: number): void {
    this.#requireMain().kill(code);
  }

  /** The kernel kills it for want of memory. */
  oom(): void {
    const main = this.#requireMain();
    this.announce('oom');
    this.#container = { ...this.#container, oomKilled: true };
    main.kill(KILLED);
  }

  /** What its check finds from now on. */
  find(finding: Finding): void {
    if (!hasHealthcheck(this.#container.healthcheck)) {
      throw new HaleError('bad-input', `${this.#container.name} has no healthcheck`, { path: 'container' });
    }
    this.#finding = finding;
  }

  rename(name: string): void {
    const oldName = `/${this.#container.name}`;
    this.#container = { ...this.#container, name };
    this.announce('rename', { oldName });
  }

  /** Ends it, if `force`, and tells that it is gone. */
  remove(force: boolean): void {
    const { status, name } = this.#container;
    const cannot = `cannot remove container "/${name}": container is`;
    if (!force && status === 'paused') throw conflict(`${cannot} paused and must be unpaused first`);
    if (!force && (status === 'running' || status === 'restarting')) {
      throw conflict(`${cannot} ${status}: stop the container before removing or force remove`);
    }
    if (!this.#giveUpRestart() && this.#main !== undefined) this.kill();
    this.announce('destroy');
    for (const listener of this.#atRemoval) listener();
  }

  prepare(options: ExecOptions): Exec {
    const { id, name, status } = this.#container;
    if (status === 'paused') throw conflict(`Container ${name} is paused, unpause the container before exec`);
    if (status === 'restarting') throw restarting(id);
    if (status !== 'running') throw conflict(`container ${id} is not running`);
    return new Exec(this.#ports.nextId(), id, options, {
      alive: this.#execs,
      agenda: this.#ports.agenda,
      publish: (action, attributes) => this.announce(action, attributes),
      nextPid: this.#ports.nextPid,
      find: (command) => this.#programOf(command),
    });
  }

  /** Calls back when the container exits next. */
  onExit(listener: () => void): () => void {
    this.#atExit.add(listener);
    return () => this.#atExit.delete(listener);
  }

  onRemoval(listener: () => void): () => void {
    this.#atRemoval.add(listener);
    return () => this.#atRemoval.delete(listener);
  }

  #begin(): void {
    this.#restart = undefined;
    this.#container = life.started(this.#container, this.#ports.stamp(), this.#ports.nextPid());
    this.announce('start');
    this.#runMain();
    this.#monitor?.begin();
  }

  #runMain(): void {
    const surroundings = { files: this.#surroundings.files, traps: new Map() };
    this.#surroundings = surroundings;
    const program = this.#program(surroundings);
    if (program === null) throw this.#cannotStart();
    this.#main = new Process(program, {
      agenda: this.#ports.agenda,
      write: () => {},
      exit: (code) => this.#ended(code),
    });
  }

  #program(surroundings: Surroundings): Program | null {
    const { command, program } = this.#container;
    return execute(program === null ? command : ['sh', '-c', program], surroundings);
  }

  #cannotStart(): HaleError {
    const [program = ''] = this.#container.command;
    return new HaleError(
      'bad-input',
      `failed to create task for container: unable to start container process: ${notFound(program)}`,
    );
  }

  #ended(exitCode: number): void {
    const { agenda, stamp } = this.#ports;
    this.#main = undefined;
    this.#monitor?.stop();
    for (const exec of this.#execs) exec.leave();
    const at = stamp();
    const ranMs = toMs(at - (this.#container.startedAt ?? at));
    this.#container = life.exited(this.#container, at, { exitCode, oomKilled: this.#container.oomKilled });
    for (const listener of this.#atExit) listener();
    this.#atExit.clear();
    this.announce('die', { execDuration: String(Math.floor(ranMs / 1000)), exitCode: String(exitCode) });
    if (this.#container.status !== 'restarting') return;
    this.#backoffMs = life.backoff(this.#backoffMs, ranMs);
    this.#restart = agenda.after(this.#backoffMs, () => this.#begin());
  }

  /** Whether it was between two lives, and now is not. */
  #giveUpRestart(): boolean {
    if (this.#restart === undefined) return false;
    this.#ports.agenda.cancel(this.#restart);
    this.#restart = undefined;
    this.#container = { ...life.settled(this.#container), stoppedByHand: true };
    return true;
  }

  #judge(health: NonNullable<SimulatedContainer['health']>): void {
    const before = this.#container.health?.status;
    this.#container = { ...this.#container, health };
    if (health.status !== before) this.announce(`health_status: ${health.status}`);
  }

  #programOf(command: readonly string[]): Program | null {
    const finding = this.#finding;
    if (finding !== null && this.#isCheck(command)) return find(finding);
    return execute(command, { files: this.#surroundings.files, traps: new Map() });
  }

  #isCheck(command: readonly string[]): boolean {
    const { healthcheck } = this.#container;
    const check = healthcheck === null ? null : probeCommand(healthcheck);
    return check !== null && JSON.stringify(check) === JSON.stringify(command);
  }

  #requireMain(): Process {
    if (this.#main === undefined) throw conflict(`container ${this.#container.id} is not running`);
    return this.#main;
  }
}

function* find({ exitCode, output, durationMs }: Finding): Program {
  yield { sleepMs: durationMs };
  yield { stream: 'stdout', text: output };
  return exitCode;
}

function conflict(message: string): HaleError {
  return new HaleError('conflict', message);
}

function restarting(id: string): HaleError {
  return conflict(`Container ${id} is restarting, wait until the container is running`);
}
