import type { SimulatedEvent } from './event.ts';
import { type Filters, hasLabels, matchesExactly, matchesPrefix } from './filters.ts';

const FUZZY = ['health_status', 'exec_create', 'exec_start'];

/** Source: moby `daemon/events/filter.go`. Keys that it does not know are ignored. */
export function includesEvent(filters: Filters, { action, id, attributes }: SimulatedEvent): boolean {
  const { image = '', name = '' } = attributes;
  return (
    matchesAction(filters, action) &&
    matchesExactly(filters, 'type', 'container') &&
    matchesExactly(filters, 'scope', 'local') &&
    matchesExactly(filters, 'image', id, image, untagged(image)) &&
    matchesPrefix(filters, 'container', id, name) &&
    hasLabels(filters, attributes)
  );
}

/** Exact, until one wanted action is a fuzzy one (moby #25798): then all of them are prefixes. */
function matchesAction(filters: Filters, action: string): boolean {
  const isFuzzy = filters['event']?.some((wanted) => FUZZY.includes(wanted)) ?? false;
  return isFuzzy ? matchesPrefix(filters, 'event', action) : matchesExactly(filters, 'event', action);
}

function untagged(image: string): string {
  return image.replace(/:[^:/]*$/, '');
}
