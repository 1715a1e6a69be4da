import {
  backlogs,
  counter,
  deliveryFamilies,
  gauge,
  type MetricFamily,
  only,
  type RefusalCounts,
} from '@hale/api';
import { takeCensus } from '../census.ts';
import type { Counts } from '../counts.ts';
import type { Hub } from '../hub.ts';

type Source = Pick<Hub, 'store' | 'clock' | 'news' | 'counts' | 'destinations' | 'sender' | 'log'>;

/** What is counted and measured: no series is of one agent or one container. Counters are of the process. */
export async function measure(
  hub: Source,
  refusals: Pick<RefusalCounts, 'totals'> | undefined,
): Promise<readonly MetricFamily[]> {
  const { counts, news, sender } = hub;
  return [
    ...(await ofStore(hub)),
    counter(
      'hale_transitions',
      'Changes of condition that were recorded, by what it became.',
      Array.from(news.entered, ([to, value]) => ({ labels: { to }, value })),
    ),
    ...ofMessages(counts),
    counter(
      'hale_refused_requests',
      'Requests that were refused, by reason.',
      Array.from(refusals?.totals ?? [], ([reason, value]) => ({ labels: { reason }, value })),
    ),
    {
      name: 'hale_build',
      type: 'info',
      help: 'The version that runs.',
      samples: [{ labels: { version: sender.version }, value: 1 }],
    },
  ];
}

/** What else there is to measure is needed most when the disk fails. */
async function ofStore({ store, clock, destinations, log }: Source): Promise<readonly MetricFamily[]> {
  try {
    const { agents, lagMs, dropped } = await takeCensus(store, clock.now());
    const containers = await store.countContainers();
    return [
      gauge(
        'hale_agents',
        'Agents, by how they are.',
        Object.entries(agents).map(([state, value]) => ({ labels: { state }, value })),
      ),
      gauge(
        'hale_containers',
        'Containers, by condition; under an agent that is not heard: unknown.',
        Object.entries(containers).map(([condition, value]) => ({ labels: { condition }, value })),
      ),
      gauge(
        'hale_ingest_lag_seconds',
        'How old the oldest is of what live agents had still to send.',
        only(lagMs / 1_000),
      ),
      gauge('hale_agents_dropped_entries', 'Entries that agents had to let go of.', only(dropped)),
      ...deliveryFamilies(destinations, await backlogs(store, clock.now())),
    ];
  } catch (error) {
    log?.warn('the store cannot be measured', { error: String(error) });
    return deliveryFamilies(destinations, null);
  }
}

function ofMessages({ messages, received, rejected, gaps }: Counts): readonly MetricFamily[] {
  return [
    counter(
      'hale_agent_messages',
      'What agents have sent, by what came of it.',
      [...messages].flatMap(([kind, outcomes]) =>
        Array.from(outcomes, ([outcome, value]) => ({ labels: { kind, outcome }, value })),
      ),
    ),
    counter('hale_entries_received', 'Entries of agents that were written.', only(received)),
    counter('hale_entries_rejected', 'Entries of agents that could not be understood.', only(rejected)),
    counter('hale_journal_gaps', 'Parts of journals that were declared lost.', only(gaps)),
  ];
}
