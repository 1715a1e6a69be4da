import type { Labels } from './container.ts';
import type { HealthStatus } from './health.ts';

/** The container events that hale listens to, in Docker's words; Podman's are mapped onto them. */
export const EVENT_ACTIONS = [
  'create',
  'start',
  'restart',
  'kill',
  'stop',
  'die',
  'oom',
  'pause',
  'unpause',
  'rename',
  'update',
  'health_status',
  'destroy',
] as const;

export type EventAction = (typeof EVENT_ACTIONS)[number];

/** One line of the engine's event stream, decoded. */
export interface EngineEvent {
  readonly action: EventAction;
  readonly id: string;
  /** Epoch milliseconds of the engine's clock. */
  readonly at: number;
  /** The same instant in nanoseconds, as text: it is beyond JavaScript's safe integers. */
  readonly timeNano: string;
  readonly name: string;
  readonly image: string;
  readonly labels: Labels;
  /** Of `die`. A container's labels can forge it; a fresh inspect is the proof. */
  readonly exitCode?: number;
  /** Of `kill`: a number or a name such as `SIGTERM`, as text. Labels can forge it. */
  readonly signal?: string;
  /** Of `health_status`. */
  readonly health?: HealthStatus;
}
