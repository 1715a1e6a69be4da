import { Agent } from '@hale/agent';
import type { Clock, Http } from '@hale/core';
import { createFetchHttp } from '@hale/core/fetch';
import { type ContainerSpec, createSimulatedEngine, type SimulatedEngine } from '@hale/core/simulate';
import { createAgentStore, migrate } from '@hale/store';
import type { Chance } from './chance.ts';
import type { Disk } from './disk.ts';
import { instantHash } from './hub-node.ts';
import { Life } from './life.ts';

export interface AgentNodeOptions {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly name: string;
  /** What it proves itself to the hub by. */
  readonly token: string;
  /** To the hub. */
  readonly network: Http;
  readonly disk: Disk;
  readonly mishap: () => 'before' | 'after' | null;
  readonly died: () => void;
  /** Its journal has grown, on disk. */
  readonly wrote: () => void;
  readonly containers: readonly ContainerSpec[];
}

/** A host: an engine that lives on, a disk, and one agent process after the other. */
export class AgentNode {
  readonly name: string;
  readonly disk: Disk;
  readonly engine: SimulatedEngine;
  wallOffsetMs = 0;
  starts = 0;
  readonly #options: AgentNodeOptions;
  #running: {
    readonly life: Life;
    readonly agent: Agent;
    readonly stop: AbortController;
    readonly done: Promise<void>;
  } | null = null;

  constructor(options: AgentNodeOptions) {
    this.#options = options;
    this.name = options.name;
    this.disk = options.disk;
    const { clock, chance, containers } = options;
    this.engine = createSimulatedEngine({ clock, random: chance.fork().random, containers });
    void this.engine.run(new AbortController().signal);
  }

  get agent(): Agent | null {
    return this.#running?.agent ?? null;
  }

  async start(): Promise<void> {
    const { clock, chance, token, network, mishap, wrote, name } = this.#options;
    const life = new Life();
    this.starts += 1;
    const isThis = (): boolean => this.#running?.life === life;
    const sql = this.disk.open(
      life,
      () => (isThis() ? mishap() : null),
      () => this.kill(),
    );
    await migrate(sql);
    const store = createAgentStore(sql);
    const agent = await Agent.open({
      http: life.http(createFetchHttp((request) => this.engine.fetch(request))),
      internet: () => Promise.reject(new Error('the hub tells')),
      store: {
        ...store,
        commit: async (batch) => {
          const done = await store.commit(batch);
          if (done && batch.entries.length > 0) wrote();
          return done;
        },
      },
      clock: life.clock(clock, () => this.wallOffsetMs),
      random: chance.random,
      hash: instantHash,
      sender: { host: name, version: '0.0.0' },
      hub: {
        http: life.http(network),
        url: 'http://hub.example',
        identify: async () => ({ agent: null, token }),
        host: { name, os: null, arch: null, engine: null },
        remembers: 'disk',
        tells: 'hub',
      },
    });
    const stop = new AbortController();
    const done = life.ask(() => agent.run(stop.signal));
    done.catch(() => undefined);
    this.#running = { life, agent, stop, done };
  }

  kill(): void {
    if (this.#running === null) return;
    this.#running.life.kill();
    this.#running = null;
    this.disk.cutPower();
    this.#options.died();
  }

  /** As a person would end it. */
  async end(): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    running.stop.abort();
    await running.done.catch(() => undefined);
    if (this.#running === running) this.kill();
  }
}
