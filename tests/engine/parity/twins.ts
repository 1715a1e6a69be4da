import { probeRunner, type Watch, watchContainers } from '@hale/agent';
import { type EngineStatus, type Health, type HealthStatus, parityOf } from '@hale/core';
import { connectEndpoint, connectTcp, createEndProcess } from '@hale/core/node';
import { systemClock, systemRandom } from '@hale/core/system';
import { createTargetHttp } from '@hale/core/undici';
import type { ContainerOptions, Engine, HealthOptions } from '../rig/index.ts';
import { scriptOf } from './script.ts';

export interface Scenario {
  readonly name: string;
  /** Of its check, run by run. */
  readonly commands: readonly string[];
  readonly policy: Required<Omit<HealthOptions, 'test' | 'startIntervalMs'>>;
  readonly container?: Pick<ContainerOptions, 'cmd' | 'restart'>;
}

/** One container of a pair: alike but for who checks it. */
export interface Twin {
  readonly id: string;
  readonly by: 'native' | 'hale';
  /** `null`: it is not known yet. */
  look(): Promise<Look | null>;
}

export interface Look {
  readonly state: EngineStatus;
  readonly health: Health;
}

/** Brings up twins on an engine, and has hale check those that are its own. */
export class Nursery {
  readonly #engine: Engine;
  readonly #watch: Watch;
  readonly #close: () => Promise<void>;

  private constructor(engine: Engine, watch: Watch, close: () => Promise<void>) {
    this.#engine = engine;
    this.#watch = watch;
    this.#close = close;
  }

  /** hale behaves as the moby of the engine's version where versions differ: see `CHANGES` in health/parity.ts. */
  static async open(engine: Engine): Promise<Nursery> {
    const { body } = await engine.call<{ Version: string }>('GET', '/version');
    const { http, close } = await connectEndpoint({ kind: 'unix', path: engine.socket });
    const target = createTargetHttp({ verify: true, serverName: null });
    const stop = new AbortController();
    const run = probeRunner({
      http: () => target.http,
      connect: connectTcp,
      endProcess: createEndProcess(),
      host: { kind: 'here', bridged: true },
      closing: stop.signal,
      parity: parityOf(body.Version),
    });
    const ports = { clock: systemClock, random: systemRandom, signal: stop.signal };
    const watch = watchContainers(http, { ...ports, checks: { run, allowExec: true } });
    const over = (async () => {
      for await (const _ of watch);
    })();
    return new Nursery(engine, watch, async () => {
      stop.abort();
      await over;
      await Promise.all([close(), target.close()]);
      await engine.removeContainers();
    });
  }

  close(): Promise<void> {
    return this.#close();
  }

  async twins({ commands, policy, container = {} }: Scenario): Promise<readonly [native: Twin, hale: Twin]> {
    const script = scriptOf(commands);
    // The pace is the same in and out of the start period: versions differ in it, and it is no part of a result.
    const health = { test: ['CMD-SHELL', script], ...policy, startIntervalMs: policy.intervalMs };
    const labels = {
      'hale.check.exec': script,
      'hale.interval': `${policy.intervalMs}ms`,
      'hale.timeout': `${policy.timeoutMs}ms`,
      'hale.start-period': `${policy.startPeriodMs}ms`,
      'hale.start-interval': `${policy.intervalMs}ms`,
      'hale.retries': String(policy.retries),
    };
    const [native, hale] = await Promise.all([
      this.#engine.runContainer({ ...container, health }),
      this.#engine.runContainer({ ...container, labels }),
    ]);
    return [
      { id: native.id, by: 'native', look: () => this.#askEngine(native.id) },
      { id: hale.id, by: 'hale', look: async () => this.#askHale(hale.id) },
    ];
  }

  async remove(twins: readonly Twin[]): Promise<void> {
    await Promise.all(twins.map(({ id }) => this.#engine.call('DELETE', `/containers/${id}?force=1`)));
  }

  async #askEngine(id: string): Promise<Look> {
    const { body } = await this.#engine.call<Inspected>('GET', `/containers/${id}/json`);
    const { Status, Health: record } = body.State;
    const log = record.Log.map(({ Start, End, ExitCode, Output }) => ({
      start: Start,
      end: End,
      exitCode: ExitCode,
      output: Output,
    }));
    const health = { status: record.Status, failingStreak: record.FailingStreak, log };
    return { state: Status, health };
  }

  #askHale(id: string): Look | null {
    const view = this.#watch.containers().find(({ container }) => container.id === id);
    if (!view?.container.health) return null;
    const { state, health } = view.container;
    return { state: state.status, health };
  }
}

interface Inspected {
  readonly State: {
    readonly Status: EngineStatus;
    readonly Health: {
      readonly Status: HealthStatus;
      readonly FailingStreak: number;
      readonly Log: readonly { Start: string; End: string; ExitCode: number; Output: string }[];
    };
  };
}
