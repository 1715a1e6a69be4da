import type { Health } from '../health.ts';
import type { Healthcheck } from '../healthcheck.ts';
import type { Instant } from './instant.ts';

/** A container to simulate. Everything but the name has a default. */
export interface ContainerSpec {
  readonly name: string;
  readonly image?: string;
  /** Process 1. Default `sleep infinity`, which ignores every signal but KILL. */
  readonly command?: readonly string[];
  /** What process 1 really does, in the simulation's own shell; without it the command must be one that it can run. */
  readonly program?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly tty?: boolean;
  readonly healthcheck?: Partial<Healthcheck>;
  /**
   * What the check finds, whether the engine or a client runs it. Without it the check's own command is simulated like any
   * other; with it, it may be one that the simulation could not run.
   */
  readonly finding?: Finding;
  readonly restart?: RestartPolicy;
  readonly stopSignal?: string;
  readonly stopTimeoutMs?: number;
  /** What has been of it before the simulation began. Without it, it is created and started at the beginning, with events. */
  readonly was?: Past;
}

export interface RestartPolicy {
  readonly name: 'no' | 'always' | 'unless-stopped' | 'on-failure';
  /** Of `on-failure`; 0 is without end. */
  readonly maximumRetries: number;
}

/** How a check comes out. */
export interface Finding {
  readonly exitCode: number;
  readonly output: string;
  /** It ends only at its timeout when this is `Infinity`. */
  readonly durationMs: number;
}

export type Past =
  | { readonly status: 'created' }
  | { readonly status: 'running'; readonly forMs: number }
  | {
      readonly status: 'exited';
      readonly exitCode: number;
      readonly oomKilled?: boolean;
      readonly agoMs: number;
    };

/** All that an inspect tells, as one value; every step of a container's life makes a new one. */
export interface SimulatedContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly program: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly tty: boolean;
  readonly healthcheck: Healthcheck | null;
  readonly restart: RestartPolicy;
  readonly stopSignal: string;
  readonly stopTimeoutMs: number;
  readonly createdAt: Instant;
  readonly status: 'created' | 'running' | 'paused' | 'restarting' | 'exited';
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly pid: number;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly health: Health | null;
  readonly restartCount: number;
  /** Moby's `HasBeenManuallyStopped`: a restart policy leaves it alone. */
  readonly stoppedByHand: boolean;
}

const DEFAULT_STOP_TIMEOUT_MS = 10_000;

export function createContainer(spec: ContainerSpec, id: string, createdAt: Instant): SimulatedContainer {
  return {
    id,
    name: spec.name,
    image: spec.image ?? 'busybox:1.37',
    command: spec.command ?? ['sleep', 'infinity'],
    program: spec.program ?? null,
    labels: spec.labels ?? {},
    tty: spec.tty ?? false,
    healthcheck: spec.healthcheck === undefined ? null : { ...UNSET, ...spec.healthcheck },
    restart: spec.restart ?? { name: 'no', maximumRetries: 0 },
    stopSignal: spec.stopSignal ?? 'SIGTERM',
    stopTimeoutMs: spec.stopTimeoutMs ?? DEFAULT_STOP_TIMEOUT_MS,
    createdAt,
    status: 'created',
    startedAt: null,
    finishedAt: null,
    pid: 0,
    exitCode: 0,
    oomKilled: false,
    health: null,
    restartCount: 0,
    stoppedByHand: false,
  };
}

const UNSET: Healthcheck = {
  test: [],
  intervalMs: 0,
  timeoutMs: 0,
  startPeriodMs: 0,
  startIntervalMs: 0,
  retries: 0,
};
