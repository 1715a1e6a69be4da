import type { Condition } from './condition.ts';
import type { Container } from './container.ts';
import { hasEnded } from './engine-state.ts';
import { composePlace } from './subject.ts';

/** The container as it was at the transition: who, and the facts that a message should name. */
export interface TransitionContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Its place in a compose project; `null`: it is in none. */
  readonly project: string | null;
  readonly service: string | null;
  /** RFC 3339, as the engine wrote it. Of two that claim one subject, the later one is it. */
  readonly createdAt: string;
  readonly exitCode: number | null;
  readonly failingStreak: number | null;
  /** Of the last probe, where the change is a verdict of health. */
  readonly output: string | null;
}

/** What a transition to `to` says of its container. */
export function transitionContainer(container: Container, to: Condition): TransitionContainer {
  const { id, name, image, createdAt, labels, state, health } = container;
  const place = composePlace(labels);
  const judged = to === 'healthy' || to === 'unhealthy' || to === 'starting';
  return {
    id,
    name,
    image,
    project: place?.project ?? null,
    service: place?.service ?? null,
    createdAt,
    exitCode: hasEnded(state.status) && state.status !== 'removed' ? state.exitCode : null,
    failingStreak: judged && health ? health.failingStreak : null,
    output: (judged && health?.log.at(-1)?.output) || null,
  };
}
