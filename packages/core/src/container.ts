import type { Health } from './health.ts';
import type { Healthcheck } from './healthcheck.ts';

/** Docker's word for where a container is, plus `removed` once the engine has it no more. */
export type EngineStatus =
  | 'created'
  | 'running'
  | 'paused'
  | 'restarting'
  | 'removing'
  | 'exited'
  | 'dead'
  | 'removed';

/** `State` of a container without its health. Times are RFC 3339 text with nanoseconds, as the engine wrote them. */
export interface EngineState {
  readonly status: EngineStatus;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** Everything hale keeps of one inspected container. Environment, command, mounts and other labels never get here. */
export interface Container {
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  /** As in `Config.Image`. */
  readonly image: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly labels: Labels;
  readonly state: EngineState;
  readonly health: Health | null;
  readonly healthcheck: Healthcheck | null;
  readonly restartPolicy: 'no' | 'always' | 'on-failure' | 'unless-stopped';
  readonly restartCount: number;
  /** As configured, such as `SIGTERM` or `15`. */
  readonly stopSignal: string;
  readonly stopTimeoutMs: number;
  /** Process 1 in the numbering of the engine's host; 0 while there is none. */
  readonly pid: number;
  /** Of the image: `linux`, `windows`. */
  readonly os: string;
  /** What a `CMD-SHELL` check is given to; empty for the default of its OS. */
  readonly shell: readonly string[];
  readonly network: ContainerNetwork;
  /** Attributes of events that this container's labels would overlay, and that are therefore not believed. */
  readonly forged: readonly ('exitCode' | 'signal')[];
}

/** Where a container can be reached. */
export interface ContainerNetwork {
  /** As in `HostConfig.NetworkMode`: `host`, `none`, `bridge`, `container:<id>`, or the name of a network. */
  readonly mode: string;
  /** On its networks: IPv4 first, then IPv6. None while it does not run, nor on the host's network. */
  readonly addresses: readonly string[];
  readonly published: readonly PublishedPort[];
}

export interface PublishedPort {
  /** Of the container. */
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** Of the engine's host; `0.0.0.0`, `::` or empty for all of its addresses. */
  readonly hostIp: string;
  readonly hostPort: number;
}

/** The labels that hale reads; all others are dropped as they are decoded. */
export type Labels = Readonly<Record<string, string>>;

/** What the engine's own list says of a container: cheaper than an inspect, and enough to notice a difference. */
export interface ListedContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly labels: Labels;
  readonly status: EngineStatus;
  /** `null`: it has none, or this engine's list does not say. */
  readonly healthStatus: Health['status'] | null;
}
