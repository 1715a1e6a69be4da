import { composePlace } from '@hale/core';
import type { Agent } from '../agent.ts';
import type { ContainerView } from '../view.ts';

/** As docker has it: less would be a guess. */
const MIN_PREFIX = 4;

/**
 * The container that a caller means by `name`: its name, its subject, `project/service`, its id, or the only id that begins so.
 * Of the containers of a service, the one that is its subject of the lowest number.
 */
export function findContainer(agent: Pick<Agent, 'containers'>, name: string): ContainerView | null {
  const views = agent.containers();
  const only = (fits: (view: ContainerView) => boolean): ContainerView | undefined => {
    const found = views.filter(fits).toSorted(byPresence);
    return found[0];
  };
  return (
    only(({ container }) => container.name === name) ??
    only(({ container }) => container.id === name) ??
    only(({ subject }) => subject === name) ??
    only(({ container }) => serviceOf(container.labels) === name) ??
    byPrefix(views, name) ??
    null
  );
}

function serviceOf(labels: ContainerView['container']['labels']): string | null {
  const place = composePlace(labels);
  return place && `${place.project}/${place.service}`;
}

function byPrefix(views: readonly ContainerView[], prefix: string): ContainerView | undefined {
  if (prefix.length < MIN_PREFIX) return undefined;
  const found = views.filter(({ container }) => container.id.startsWith(prefix));
  return found.length === 1 ? found[0] : undefined;
}

/** What is there comes before what is gone, the lower number before the higher, the newer before the older. */
function byPresence(a: ContainerView, b: ContainerView): number {
  return (
    Number(a.condition === 'removed') - Number(b.condition === 'removed') ||
    numberOf(a) - numberOf(b) ||
    (a.container.createdAt < b.container.createdAt ? 1 : -1)
  );
}

function numberOf({ container }: ContainerView): number {
  return Number(composePlace(container.labels)?.number ?? 0) || 0;
}
