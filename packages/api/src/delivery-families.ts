import type { DestinationView } from '@hale/transport';
import { counter, gauge, type MetricFamily } from './exposition.ts';
import type { Backlog } from './listing/backlog.ts';

/** How it goes with telling. `waiting`: by destination; `null`: that cannot be measured now. */
export function deliveryFamilies(
  destinations: readonly Pick<DestinationView, 'name' | 'counts'>[],
  waiting: readonly Backlog[] | null,
): readonly MetricFamily[] {
  return [
    counter(
      'hale_deliveries',
      'Messages that were tried, by whether the destination has taken them.',
      destinations.flatMap(({ name, counts }) => [
        { labels: { destination: name, outcome: 'taken' }, value: counts.sent },
        { labels: { destination: name, outcome: 'failed' }, value: counts.failed },
      ]),
    ),
    counter(
      'hale_changes_given_up',
      'Changes that a destination will not be told any more.',
      destinations.map(({ name, counts }) => ({ labels: { destination: name }, value: counts.dead })),
    ),
    gauge(
      'hale_outbox_depth',
      'Changes that a destination has yet to be told.',
      (waiting ?? []).map(({ destination, depth }) => ({ labels: { destination }, value: depth })),
    ),
    gauge(
      'hale_outbox_oldest_age_seconds',
      'How long the oldest of them has been due.',
      (waiting ?? []).map(({ destination, oldestMs }) => ({
        labels: { destination },
        value: oldestMs / 1_000,
      })),
    ),
  ];
}
