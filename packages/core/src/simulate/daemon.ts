import type { Clock } from '../clock.ts';
import { HaleError } from '../error.ts';
import type { Random } from '../random.ts';
import { Agenda } from './agenda.ts';
import { type ContainerSpec, createContainer } from './container.ts';
import { type Attributes, containerEvent } from './event.ts';
import { EventLog } from './event-log.ts';
import type { Exec, ExecOptions } from './exec.ts';
import { DEFAULT_INTERVAL_MS } from './health.ts';
import { fromMs, type Instant } from './instant.ts';
import { Supervisor, type SupervisorPorts } from './supervisor.ts';

export const MAX_CONTAINERS = 10_000;
export const MAX_EXECS = 1000;

/**
 * Beyond what Linux can have (`PID_MAX_LIMIT`): who takes one of ours for a process of this machine, and kills it, finds
 * nothing there.
 */
const FIRST_PID = 4_194_305;

/** All containers of a simulated engine. What the caller did wrong is a HaleError; the routes give it a status. */
export class Daemon {
  readonly agenda: Agenda;
  readonly events = new EventLog();
  readonly id: string;
  readonly #random: Random;
  readonly #supervisors = new Map<string, Supervisor>();
  readonly #execs = new Map<string, { readonly exec: Exec; readonly supervisor: Supervisor }>();
  readonly #ports: SupervisorPorts;
  #last: Instant = 0n;
  #sinceLast = 0n;
  #lastPid = FIRST_PID;

  constructor(clock: Clock, random: Random) {
    this.agenda = new Agenda(clock);
    this.#random = random;
    this.id = this.#nextId().slice(0, 32);
    this.#ports = {
      agenda: this.agenda,
      stamp: () => this.stamp(),
      publish: (container, action, attributes: Attributes = {}) =>
        this.events.publish(containerEvent(container, action, attributes, this.stamp())),
      nextPid: () => ++this.#lastPid,
      nextId: () => this.#nextId(),
    };
  }

  /** Now. No two are the same unless the wall clock was set back between them. */
  stamp(): Instant {
    const instant = fromMs(this.agenda.wall());
    this.#sinceLast = instant === this.#last ? this.#sinceLast + 1n : 0n;
    this.#last = instant;
    return instant + this.#sinceLast;
  }

  /** Newest first, as the engine lists them. */
  get supervisors(): readonly Supervisor[] {
    return [...this.#supervisors.values()].toReversed();
  }

  create(spec: ContainerSpec): Supervisor {
    const supervisor = this.#add(spec, 0);
    supervisor.announce('create');
    return supervisor;
  }

  /** Puts it where its past left it, without events; one without a past is created and started. */
  place(spec: ContainerSpec): Supervisor {
    const { was } = spec;
    if (was === undefined) {
      const created = this.create(spec);
      created.start();
      return created;
    }
    const ageMs = was.status === 'running' ? was.forMs : was.status === 'exited' ? was.agoMs : 0;
    const supervisor = this.#add(spec, ageMs + 1000);
    if (was.status === 'running') {
      const intervalMs = supervisor.container.healthcheck?.intervalMs || DEFAULT_INTERVAL_MS;
      supervisor.resume(was.forMs, Math.floor(this.#random() * intervalMs));
    }
    if (was.status === 'exited') {
      supervisor.bury(was.agoMs, { exitCode: was.exitCode, oomKilled: was.oomKilled ?? false });
    }
    return supervisor;
  }

  /** By id, name, or the beginning of an id if it fits one only. */
  find(reference: string): Supervisor {
    const all = [...this.#supervisors.values()];
    const byId = this.#supervisors.get(reference);
    const found = byId ?? all.find(({ container }) => container.name === reference.replace(/^\//, ''));
    if (found !== undefined) return found;
    const [first, second] = all.filter(
      ({ container }) => reference !== '' && container.id.startsWith(reference),
    );
    if (second !== undefined) {
      throw new HaleError('bad-input', `multiple IDs found with provided prefix: ${reference}`);
    }
    if (first === undefined) throw new HaleError('not-found', `No such container: ${reference}`);
    return first;
  }

  remove(supervisor: Supervisor, force: boolean): void {
    supervisor.remove(force);
    this.#supervisors.delete(supervisor.container.id);
    for (const [id, held] of this.#execs) if (held.supervisor === supervisor) this.#execs.delete(id);
  }

  rename(supervisor: Supervisor, text: string): void {
    const name = text.replace(/^\//, '');
    if (name === '') throw new HaleError('bad-input', 'Neither old nor new names may be empty');
    if (name === supervisor.container.name) {
      throw new HaleError('bad-input', 'Renaming a container with the same name as its current name');
    }
    this.#claim(name, 'Error when allocating new name: ');
    supervisor.rename(name);
  }

  /** For a container that was given none. */
  newName(): string {
    return `simulated-${this.#nextId().slice(0, 8)}`;
  }

  createExec(supervisor: Supervisor, options: ExecOptions): Exec {
    if (options.command.length === 0) throw new HaleError('bad-input', 'No exec command specified');
    const exec = supervisor.prepare(options);
    this.#execs.set(exec.id, { exec, supervisor });
    this.#forgetExecs();
    return exec;
  }

  findExec(id: string): { readonly exec: Exec; readonly supervisor: Supervisor } {
    const found = this.#execs.get(id);
    if (found === undefined || found.exec.phase === 'forgotten')
      throw new HaleError('not-found', `No such exec instance: ${id}`);
    return found;
  }

  #add(spec: ContainerSpec, ageMs: number): Supervisor {
    this.#claim(spec.name, '');
    if (this.#supervisors.size >= MAX_CONTAINERS) {
      throw new HaleError('engine', `a simulated engine has at most ${MAX_CONTAINERS} containers`);
    }
    const container = createContainer(spec, this.#nextId(), this.stamp() - fromMs(ageMs));
    const supervisor = new Supervisor(container, spec.finding ?? null, this.#ports);
    this.#supervisors.set(container.id, supervisor);
    return supervisor;
  }

  #claim(name: string, prefix: string): void {
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) {
      const shown = prefix === '' ? name : `/${name}`;
      const rule = 'only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed';
      throw new HaleError('bad-input', `${prefix}Invalid container name (${shown}), ${rule}`, {
        path: 'name',
      });
    }
    for (const { container } of this.#supervisors.values()) {
      if (container.name !== name) continue;
      const advice = 'You have to remove (or rename) that container to be able to reuse that name.';
      throw new HaleError(
        'conflict',
        `${prefix}Conflict. The container name "/${name}" is already in use by container "${container.id}". ${advice}`,
      );
    }
  }

  /** The oldest that do not run go first. */
  #forgetExecs(): void {
    for (const [id, { exec }] of this.#execs) {
      if (this.#execs.size <= MAX_EXECS) return;
      if (exec.phase === 'running') continue;
      exec.forget();
      this.#execs.delete(id);
    }
  }

  #nextId(): string {
    return Array.from({ length: 64 }, () => Math.floor(this.#random() * 16).toString(16)).join('');
  }
}
