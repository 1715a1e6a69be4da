import {
  type Check,
  type Clock,
  type Container,
  canonicalJson,
  type Deviations,
  type EngineEvent,
  HaleError,
  type Health,
  type Healthcheck,
  type ListedContainer,
  type Log,
  type Random,
  STRICT,
} from '@hale/core';
import type { Engine } from '@hale/core/docker';
import type { Verdict } from '../probe/outcome.ts';
import { Checker, type CheckerCount, type Probed, type RunProbe } from './checker.ts';
import type { CheckRule } from './config.ts';
import { Deadlines } from './deadlines.ts';
import type { CheckFault } from './fault.ts';
import { asHealthcheck } from './healthcheck.ts';
import { resolveCheck } from './resolve.ts';
import { assignRunner, hasResult, nativePolicy, neglectedAt, type Runner } from './runner.ts';

/** Where a probe is run. */
export interface ProbeSite {
  /** As it last answered. */
  readonly engine: Engine;
  /** Its wall clock is the engine's: results are dated by it, since the engine dates the start of the container. */
  readonly clock: Clock;
}

/** What hale needs in order to run checks itself. */
export interface CheckOptions {
  readonly run: (...probe: [...Parameters<RunProbe>, site: ProbeSite]) => ReturnType<RunProbe>;
  /** Whether hale may run commands in containers. Default false. */
  readonly allowExec?: boolean;
  /** See `readCheckRules`. */
  readonly config?: readonly CheckRule[];
  /** Default none: as moby has it. */
  readonly deviations?: Deviations;
}

interface Surroundings {
  /** Containers as an earlier process saw them last. */
  readonly remembered?: readonly Container[];
  readonly clock: Clock;
  readonly random: Random;
  /** The engine's clock, epoch milliseconds. */
  readonly now: () => number;
  readonly tell: (probed: Probed) => void;
  readonly turn: (work: () => void) => void;
  readonly log?: Log;
}

/** A check, and who runs it. */
export interface AssignedCheck {
  readonly check: Check;
  readonly runner: Runner;
}

/** What is known of the checks that hale runs. */
export interface ChecksView extends CheckerCount {
  readonly faults: readonly CheckFault[];
}

/**
 * The checks of one engine's containers. To whoever watches it is a lens on the engine: through it, containers whose checks hale
 * runs look as if the engine ran them.
 */
export class Checks {
  readonly #options: CheckOptions;
  readonly #surroundings: Surroundings;
  readonly #checker: Checker;
  readonly #runners = new Map<string, Runner>();
  readonly #faults = new Map<string, readonly CheckFault[]>();
  /** When to look at the containers whose engine has not yet shown that it runs their checks. */
  readonly #unproven = new Deadlines();
  /** Not yet seen by this process. */
  readonly #remembered: Map<string, Container>;
  #engine: Engine | null = null;

  constructor(options: CheckOptions, surroundings: Surroundings) {
    this.#options = options;
    this.#surroundings = surroundings;
    this.#remembered = new Map(surroundings.remembered?.map((container) => [container.id, container]));
    const { deviations = STRICT } = options;
    const run: RunProbe = async (...probe) => options.run(...probe, this.#site());
    this.#checker = new Checker({ ...surroundings, run, deviations });
  }

  get view(): ChecksView {
    return { ...this.#checker.count, faults: [...this.#faults.values()].flat() };
  }

  /** What is checked of a container; `null`: nothing. */
  assigned(container: Container): AssignedCheck | null {
    const runner = this.#runners.get(container.id);
    const check = this.#checker.check(container.id) ?? resolveCheck(container, this.#options.config).check;
    if (!runner || !check) return null;
    return runner === 'engine' ? byEngine(container, check) : { check, runner };
  }

  /**
   * Runs a container's check now. One that is hale's counts; what the engine checks, hale only has a look at, where it may run
   * commands.
   *
   * @throws HaleError `conflict` where there is nothing that hale could run now
   */
  async ask(container: Container, signal: AbortSignal): Promise<Verdict & { readonly counts: boolean }> {
    const { name, state } = container;
    const assigned = this.assigned(container);
    if (assigned === null) throw new HaleError('conflict', `${name} has no check`);
    if (state.status !== 'running') throw new HaleError('conflict', `${name} is ${state.status}`);
    if (assigned.runner === 'hale') {
      const verdict = await this.#inTurn(() => this.#checker.ask(container.id));
      if (verdict === null)
        throw new HaleError('conflict', `${name} cannot be checked now: an earlier probe lingers`);
      return { ...verdict, counts: true };
    }
    if (!this.#options.allowExec)
      throw new HaleError('conflict', `hale may not run the check of ${name}: it is a command`, {
        hint: 'Allow it with --allow-exec.',
      });
    const site = this.#site();
    return { ...(await this.#options.run(container, assigned.check, signal, site)), counts: false };
  }

  /** The next time at which it wants a container to be inspected, on the monotonic scale. */
  get wakeAt(): number | null {
    return this.#unproven.next;
  }

  /** The containers to inspect now. */
  unproven(): readonly string[] {
    return this.#unproven.take(this.#surroundings.clock.monotonic());
  }

  connected(engine: Engine): void {
    this.#engine = engine;
  }

  lost(): void {
    this.#unproven.take(Number.POSITIVE_INFINITY);
    this.#checker.suspendAll();
  }

  /** `false`: what the engine says is not to be believed, since hale runs this check. */
  event({ id, action, at }: EngineEvent): boolean {
    if (action === 'die' || action === 'pause') this.#checker.suspend(id, at);
    return action !== 'health_status' || this.#checker.health(id) === undefined;
  }

  listed(containers: readonly ListedContainer[]): readonly ListedContainer[] {
    return containers.map((container) => {
      const health = container.status === 'running' ? this.#checker.health(container.id) : undefined;
      return health === undefined ? container : { ...container, healthStatus: health?.status ?? null };
    });
  }

  /** `at`: of the inspect, by the engine's clock. */
  inspected(container: Container, at: number): Container {
    const { id } = container;
    const { check, faults } = resolveCheck(container, this.#options.config);
    if (!check) {
      this.#assign(id, null);
      this.#report(container, faults);
      return container;
    }
    const was = this.#runners.get(id) ?? null;
    const { allowExec = false } = this.#options;
    const assigned = assignRunner(container, check, {
      now: at,
      allowExec,
      engine: this.#engine?.kind ?? 'docker',
      was,
    });
    this.#assign(id, assigned.runner);
    const warnings = assigned.warnings.map((message) => ({
      container: container.name,
      path: PATHS[check.from],
      message,
    }));
    this.#report(container, [...faults, ...warnings]);
    if (assigned.runner !== 'hale') {
      this.#doubt(container, check);
      return container;
    }
    const healthcheck = asHealthcheck(assigned.check);
    this.#checker.follow(container, assigned.check, this.#before(container, healthcheck));
    return { ...container, health: this.#healthOf(container), healthcheck };
  }

  gone(id: string): void {
    this.#assign(id, null);
    this.#faults.delete(id);
  }

  close(): void {
    this.#checker.close();
  }

  /** Where things may change. */
  #inTurn<T>(work: () => Promise<T> | T): Promise<T> {
    return new Promise((resolve) => {
      this.#surroundings.turn(() => resolve(work()));
    });
  }

  #site(): ProbeSite {
    const { clock, now } = this.#surroundings;
    if (!this.#engine) throw new HaleError('unreachable', 'the engine has not answered yet');
    return {
      engine: this.#engine,
      clock: {
        now,
        monotonic: () => clock.monotonic(),
        sleepUntil: (at, signal) => clock.sleepUntil(at, signal),
      },
    };
  }

  #assign(id: string, runner: Runner | null): void {
    this.#unproven.delete(id);
    if (runner !== 'hale') this.#checker.release(id);
    if (runner === null) this.#runners.delete(id);
    else this.#runners.set(id, runner);
  }

  #doubt(container: Container, { by, from }: Check): void {
    if (by !== 'auto' || from !== 'healthcheck' || container.state.status !== 'running') return;
    if (hasResult(container)) return;
    const { clock, now } = this.#surroundings;
    const inMs = neglectedAt(container, nativePolicy(container)) - now();
    if (inMs > 0) this.#unproven.set(container.id, clock.monotonic() + inMs);
  }

  /** One that was paused before hale saw it run has not begun; what it has in front of it is a start. */
  #healthOf({ id, state }: Container): Health | null {
    return this.#checker.health(id) ?? (state.status === 'paused' ? UNTRIED : null);
  }

  /** What the same check has found in the same run. */
  #before({ id, state }: Container, healthcheck: Healthcheck): Health | null {
    const before = this.#remembered.get(id);
    this.#remembered.delete(id);
    if (!before?.healthcheck || before.state.startedAt !== state.startedAt) return null;
    return canonicalJson({ ...before.healthcheck }) === canonicalJson({ ...healthcheck })
      ? before.health
      : null;
  }

  #report({ id, name }: Container, faults: readonly CheckFault[]): void {
    const before = this.#faults.get(id) ?? [];
    for (const { path, message } of faults)
      if (!before.some((known) => known.path === path && known.message === message))
        this.#surroundings.log?.warn('a check is not as it was meant', { container: name, path, message });
    if (faults.length > 0) this.#faults.set(id, faults);
    else this.#faults.delete(id);
  }
}

/** Of labels and config the engine knows nothing. */
function byEngine(container: Container, check: Check): AssignedCheck {
  return { check: { ...check, policy: nativePolicy(container) }, runner: 'engine' };
}

/** What is checked of a container where hale was not asked to run checks. */
export function engineCheck(container: Container): AssignedCheck | null {
  const { check } = resolveCheck(container);
  return check?.from === 'healthcheck' ? byEngine(container, check) : null;
}

const PATHS: Readonly<Record<Check['from'], string>> = {
  config: 'checks',
  labels: 'hale.check',
  healthcheck: 'Config.Healthcheck',
};

const UNTRIED: Health = { status: 'starting', failingStreak: 0, log: [] };
