import { backlogs, counter, deliveryFamilies, gauge, labelValue, type MetricFamily, only } from '@hale/api';
import { CONDITIONS, composePlace } from '@hale/core';
import type { Agent } from '../agent.ts';
import type { ContainerView } from '../view.ts';

/** Containers that are listed: each is a series or two, and whoever scrapes keeps them all. */
export const MAX_SERIES = 2_000;

type Source = Pick<
  Agent,
  'view' | 'containers' | 'news' | 'checks' | 'heardAgoMs' | 'sender' | 'store' | 'clock' | 'log'
>;

/** What is counted and measured. Counters are of the process. */
export async function measure(agent: Source): Promise<readonly MetricFamily[]> {
  const waiting = await backlogs(agent.store, agent.clock.now()).catch((error: unknown) => {
    // What else there is to measure is needed most when the disk fails.
    agent.log?.warn('the outbox cannot be measured', { error: String(error) });
    return null;
  });

  return [
    ...ofContainers(agent.containers()),
    counter(
      'hale_transitions',
      'Changes of condition that were recorded, by what it became.',
      Array.from(agent.news.entered, ([to, value]) => ({ labels: { to }, value })),
    ),
    ...ofProbes(agent.checks),
    ...deliveryFamilies(agent.view.destinations, waiting),
    ...ofEngine(agent),
    gauge('hale_unrecorded_steps', 'What was found and is not yet on disk.', only(agent.view.unrecorded)),
    counter('hale_unheard_changes', 'Changes that a screen was too slow for.', only(agent.view.unheard)),
    {
      name: 'hale_build',
      type: 'info',
      help: 'The version that runs.',
      samples: [{ labels: { version: agent.sender.version }, value: 1 }],
    },
  ];
}

function ofContainers(views: readonly ContainerView[]): readonly MetricFamily[] {
  // Two series of one name would spoil the whole scrape.
  const byName = new Map(views.toSorted(byCreation).map((view) => [labelValue(view.container.name), view]));
  const worstFirst = [...byName.values()].toSorted(byCondition);
  const listed = worstFirst.slice(0, MAX_SERIES);
  return [
    gauge(
      'hale_container_condition',
      'The condition of a container: 1 for the one that it is in.',
      listed.map(({ condition, container }) => ({ labels: { ...identity(container), condition }, value: 1 })),
    ),
    gauge(
      'hale_container_failing_streak',
      'Probes that a container has failed in a row.',
      listed.flatMap(({ container }) =>
        container.health ? [{ labels: identity(container), value: container.health.failingStreak }] : [],
      ),
    ),
    gauge(
      'hale_containers_unlisted',
      `Containers that are in no series of their own: beyond the worst ${MAX_SERIES}.`,
      only(worstFirst.length - listed.length),
    ),
  ];
}

function identity({ name, labels }: ContainerView['container']) {
  const place = composePlace(labels);
  return { project: place?.project ?? '', service: place?.service ?? '', name };
}

function byCreation(a: ContainerView, b: ContainerView): number {
  return order(a.container.createdAt, b.container.createdAt);
}

function byCondition(a: ContainerView, b: ContainerView): number {
  const rank = CONDITIONS.indexOf(a.condition) - CONDITIONS.indexOf(b.condition);
  return rank || order(a.container.name, b.container.name);
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function ofProbes(checks: Source['checks']): readonly MetricFamily[] {
  const { runs, failures, voids } = checks ?? { runs: 0, failures: 0, voids: 0 };
  return [
    counter('hale_probes', 'Probes that hale has begun itself.', only(runs)),
    counter('hale_probes_failed', 'Probes of hale that their container has failed.', only(failures)),
    counter('hale_probes_void', 'Probes of hale that said nothing of their container.', only(voids)),
  ];
}

function ofEngine({ view, heardAgoMs }: Pick<Agent, 'view' | 'heardAgoMs'>): readonly MetricFamily[] {
  return [
    counter(
      'hale_engine_calls',
      'Calls to the engine, by kind.',
      Object.entries(view.calls).map(([call, value]) => ({ labels: { call }, value })),
    ),
    gauge(
      'hale_engine_up',
      'Whether the engine is in sight.',
      only(view.engine.sight === 'in-sight' ? 1 : 0),
    ),
    gauge(
      'hale_event_stream_age_seconds',
      'Since the event stream was last known to tell all: it told something, or the list of containers was compared with it.',
      heardAgoMs === null ? [] : only(heardAgoMs / 1_000),
    ),
  ];
}
