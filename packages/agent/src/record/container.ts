import { iso } from '@hale/api';
import { composePlace, toDockerHealth } from '@hale/core';
import type { Container } from '@hale/protocol';
import type { ContainerView } from '../view.ts';

/** A container as `--json` and the API have it. */
export function containerRecord({
  subject,
  condition,
  since,
  container,
  flapping,
}: ContainerView): Container {
  const { id, name, image, labels, state, health, restartCount } = container;
  const place = composePlace(labels);
  const docker = health && toDockerHealth(health);
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
    flapping,
    health: docker && { ...docker, Log: [...docker.Log] },
    failingStreak: health?.failingStreak ?? null,
    exitCode: ['exited', 'dead', 'restarting'].includes(state.status) ? state.exitCode : null,
    status: state.status,
    restartCount,
  };
}
