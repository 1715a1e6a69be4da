import type { ContainerView } from '@hale/agent';
import { composePlace, type DockerHealth, type Transition, toDockerHealth } from '@hale/core';

/** A container as `--json` prints it. New fields may come; these stay. */
export interface ContainerRecord {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly subject: string;
  readonly project: string | null;
  readonly service: string | null;
  readonly condition: string;
  /** ISO 8601. */
  readonly since: string | null;
  /** False: it holds at least since then. */
  readonly sinceExact: boolean;
  /** As `docker inspect` shows `State.Health`. */
  readonly health: DockerHealth | null;
  readonly failingStreak: number | null;
  /** Of its last exit; `null` while it runs. */
  readonly exitCode: number | null;
  readonly status: string;
  readonly restartCount: number;
}

export function containerRecord({ subject, condition, since, container }: ContainerView): ContainerRecord {
  const { id, name, image, labels, state, health, restartCount } = container;
  const place = composePlace(labels);
  return {
    id,
    name,
    image,
    subject,
    project: place?.project ?? null,
    service: place?.service ?? null,
    condition,
    since: since === null ? null : iso(since.at),
    sinceExact: since?.exact ?? false,
    health: health === null ? null : toDockerHealth(health),
    failingStreak: health?.failingStreak ?? null,
    exitCode: ['exited', 'dead', 'restarting'].includes(state.status) ? state.exitCode : null,
    status: state.status,
    restartCount,
  };
}

/** A transition as `--json` prints it, one to a line. New fields may come; these stay. */
export interface TransitionRecord {
  /** ISO 8601. */
  readonly at: string;
  readonly subject: string;
  readonly from: string | null;
  readonly to: string;
  readonly cause: string;
  readonly id: string | null;
  readonly name: string | null;
  readonly image: string | null;
  readonly project: string | null;
  readonly service: string | null;
  readonly exitCode: number | null;
  readonly failingStreak: number | null;
  readonly output: string | null;
}

export function transitionRecord({ at, subject, from, to, cause, container }: Transition): TransitionRecord {
  return {
    at: iso(at),
    subject,
    from,
    to,
    cause,
    id: container?.id ?? null,
    name: container?.name ?? null,
    image: container?.image ?? null,
    project: container?.project ?? null,
    service: container?.service ?? null,
    exitCode: container?.exitCode ?? null,
    failingStreak: container?.failingStreak ?? null,
    output: container?.output ?? null,
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
