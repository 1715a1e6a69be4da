import type { ContainerSpec } from '@hale/core/simulate';
import { createSimulatedClock, type SimulatedClock } from '@hale/core/testing';
import { syncAnswer, syncRequest } from '@hale/protocol/sync';
import { AgentNode } from './agent-node.ts';
import { Chance } from './chance.ts';
import { Checker } from './checker.ts';
import { Disk } from './disk.ts';
import { HubNode } from './hub-node.ts';
import { Network, type NetworkCounts } from './network.ts';
import { Receiver } from './receiver.ts';
import { Truth } from './truth.ts';

/** What befell a run. */
export interface Tally extends NetworkCounts {
  hubCrashes: number;
  hubCrashesInCommit: number;
  agentKills: number;
  agentKillsInCommit: number;
  hubRestores: number;
  agentRollbacks: number;
  clones: number;
  partitions: number;
  clockJumps: number;
  entries: number;
  arrivals: number;
}

export interface WorldOptions {
  readonly seed: number;
  /** Disks that say yes before they have written. */
  readonly lyingDisks?: 'agents' | 'hub';
}

export interface Host {
  readonly agent: string;
  readonly token: string;
  readonly node: AgentNode;
  readonly network: Network;
  /** A copy of the machine that lives beside it. */
  clone: { readonly node: AgentNode; readonly network: Network } | null;
  /** When a process is to be started again, on the world's clock; `null`: none is. */
  restartAt: number | null;
  downSince: number;
  image: Uint8Array | null;
}

/** How likely it is that a process dies around one batch. */
const MISHAP = 0.02;
/** A body goes through a few hands, each of which takes its turn. */
const TURNS = 12;

/** A hub, its agents, their engines and a receiver, on one clock and under one chance. */
export class World {
  readonly clock: SimulatedClock = createSimulatedClock();
  readonly chance: Chance;
  readonly tally: Tally;
  readonly truth = new Truth();
  readonly receiver: Receiver;
  readonly hub: HubNode;
  readonly hosts: Host[] = [];
  readonly checker: Checker;
  /** Whether processes die by chance. */
  perilous = false;
  hubRestartAt: number | null = null;
  backup: { readonly image: Uint8Array; readonly at: number } | null = null;
  readonly #options: WorldOptions;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.chance = new Chance(options.seed);
    this.tally = {
      messages: 0,
      dropped: 0,
      duplicated: 0,
      hubCrashes: 0,
      hubCrashesInCommit: 0,
      agentKills: 0,
      agentKillsInCommit: 0,
      hubRestores: 0,
      agentRollbacks: 0,
      clones: 0,
      partitions: 0,
      clockJumps: 0,
      entries: 0,
      arrivals: 0,
    };
    const now = (): number => this.clock.monotonic();
    this.receiver = new Receiver(this.chance.fork(), now);
    const disk = new Disk(options.lyingDisks === 'hub');
    this.checker = new Checker(disk, this.truth, now);
    const fate = this.chance.fork();
    this.hub = new HubNode({
      clock: this.clock,
      chance: this.chance.fork(),
      internet: this.receiver.http,
      disk,
      mishap: () => this.#mishap(fate, 'hubCrashesInCommit'),
      died: () => {
        this.tally.hubCrashes += 1;
        this.hubRestartAt = this.clock.monotonic() + fate.between(100, fate.happens(0.2) ? 200_000 : 20_000);
      },
    });
  }

  /** Starts the hub, and enrols and starts each host. */
  async begin(hosts: number): Promise<void> {
    await this.hub.start();
    for (let n = 0; n < hosts; n += 1) {
      const invited = await this.hub.hub?.enrolment.invite();
      const host = { name: `host-${n + 1}`, os: null, arch: null, engine: null };
      const reply = await this.hub.hub?.enrolment.enrol(invited?.token ?? '', {
        protocol: { min: 1, max: 1 },
        host,
      });
      if (reply?.kind !== 'ok') throw new Error('cannot enrol');
      const { agent, token } = reply.answer;
      this.hosts.push(this.#host(`host-${n + 1}`, agent, token));
    }
    for (const { node } of this.hosts) await node.start();
    await this.pass(100);
  }

  /** Lets time pass, and everything under way arrive; then looks at what has to hold always. */
  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
    for (let turn = 0; turn < TURNS; turn += 1) await this.clock.advance(0);
    this.see();
    this.checker.step();
    this.checker.told(this.receiver.arrivals);
    for (const { agent, node, clone, downSince } of this.hosts)
      if (this.hub.hub && node.agent === null && clone === null) this.checker.missed(agent, downSince);
  }

  see(): void {
    for (const { agent, node, clone } of this.hosts) {
      this.truth.see(agent, node.disk);
      if (clone) this.truth.see(agent, clone.node.disk);
    }
  }

  /** The hub's disk becomes what it was at a backup. */
  restoreHub({ image, at }: { readonly image: Uint8Array; readonly at: number }): void {
    this.hub.kill();
    this.hub.disk.restore(image);
    this.checker.restored(at);
    this.tally.hubRestores += 1;
  }

  /** A machine is put back to what it was. */
  rollBack(host: Host, image: Uint8Array): void {
    this.see();
    host.node.kill();
    host.node.disk.restore(image);
    this.truth.putBack(host.node.disk);
    this.tally.agentRollbacks += 1;
  }

  /** A machine is copied, and the copy started beside it. */
  async clone(host: Host): Promise<void> {
    const disk = new Disk();
    disk.restore(host.node.disk.image());
    const network = this.#network(host.agent);
    const node = this.#node({
      name: `${host.node.name}-copy`,
      agent: host.agent,
      token: host.token,
      disk,
      network,
    });
    host.clone = { node, network };
    this.truth.putBack(disk);
    this.tally.clones += 1;
    await node.start();
  }

  #host(name: string, agent: string, token: string): Host {
    const network = this.#network(agent);
    const disk = new Disk(this.#options.lyingDisks === 'agents');
    const host: Host = {
      agent,
      token,
      network,
      node: this.#node({ name, agent, token, disk, network, died: () => this.#agentDied(host) }),
      clone: null,
      restartAt: null,
      downSince: 0,
      image: null,
    };
    return host;
  }

  #node(parts: {
    readonly name: string;
    readonly agent: string;
    readonly token: string;
    readonly disk: Disk;
    readonly network: Network;
    readonly died?: () => void;
  }): AgentNode {
    const { name, agent, token, disk, network, died = () => undefined } = parts;
    const fate = this.chance.fork();
    return new AgentNode({
      clock: this.clock,
      chance: this.chance.fork(),
      name,
      token,
      network: network.http,
      disk,
      mishap: () => this.#mishap(fate, 'agentKillsInCommit'),
      died,
      wrote: () => this.truth.see(agent, disk),
      containers: CONTAINERS,
    });
  }

  #agentDied(host: Host): void {
    this.tally.agentKills += 1;
    if (this.#options.lyingDisks === 'agents') this.truth.forget(host.node.disk);
    host.downSince = this.clock.monotonic();
    host.restartAt = host.downSince + this.chance.between(100, this.chance.happens(0.2) ? 400_000 : 15_000);
  }

  #network(agent: string): Network {
    return new Network({
      clock: this.clock,
      chance: this.chance.fork(),
      server: this.hub.server,
      counts: this.tally,
      arrived: (request, status, answer) => this.#arrived(agent, request, status, answer),
    });
  }

  /** What the hub has answered, whether the agent learns of it or not. */
  #arrived(
    agent: string,
    request: { readonly url: string; readonly body: string },
    status: number,
    answer: string,
  ): void {
    if (status !== 200) return;
    // What was written before is judged by what was heard before.
    this.see();
    this.checker.step();
    this.checker.heard(agent);
    if (!request.url.endsWith('/v1/sync')) return;
    const { epoch, session } = syncRequest.parse(JSON.parse(request.body));
    this.checker.inSession(agent, session);
    this.checker.acked(agent, epoch, syncAnswer.parse(JSON.parse(answer)).acked);
  }

  #mishap(fate: Chance, count: 'hubCrashesInCommit' | 'agentKillsInCommit'): 'before' | 'after' | null {
    if (!this.perilous || !fate.happens(MISHAP)) return null;
    this.tally[count] += 1;
    return fate.happens(0.5) ? 'before' : 'after';
  }
}

const check = { test: ['CMD', 'check'], intervalMs: 20_000, timeoutMs: 5_000, retries: 1 };

const CONTAINERS: readonly ContainerSpec[] = [
  {
    name: 'web',
    healthcheck: check,
    finding: { exitCode: 0, output: 'ok', durationMs: 10 },
    restart: { name: 'always', maximumRetries: 0 },
  },
  { name: 'db', healthcheck: check, finding: { exitCode: 0, output: 'ok', durationMs: 10 } },
  { name: 'job', restart: { name: 'no', maximumRetries: 0 } },
];
