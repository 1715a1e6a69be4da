import { Bell } from '@hale/api';
import type { Signal } from '@hale/core';
import type { Hub } from '@hale/hub';
import type { HubStore } from '@hale/store/hub';
import { plural } from '../diagnosis/finding.ts';
import type { Cell } from '../screen/table.ts';

/** So late at most is seen what another process has made of it. */
const COUNT_MS = 5_000;

interface CountedHub extends Pick<Hub, 'news' | 'clock'> {
  readonly store: Pick<HubStore, 'countAgents'>;
}

/** How the agents of a hub are, in a line, kept up to date. */
export class FleetLine {
  readonly #hub: CountedHub;
  #cell: Cell | null = null;

  constructor(hub: CountedHub) {
    this.#hub = hub;
  }

  /** Such as `hub: 3 agents, 1 lost`; `null` as long as there is only the one beside it. */
  get cell(): Cell | null {
    return this.#cell;
  }

  /** Until the signal is aborted. */
  async follow(signal: Signal): Promise<void> {
    const { store, news, clock } = this.#hub;
    using bell = new Bell(clock, news, signal);
    while (!signal.aborted) {
      // A store that cannot be read is told of elsewhere.
      this.#cell = await store.countAgents().then(fleetCell, () => null);
      await bell.until(clock.monotonic() + COUNT_MS);
    }
  }
}

type Counts = Awaited<ReturnType<HubStore['countAgents']>>;

/** How many there are, and how many of them are not there. Those that were revoked are no agents any more. */
export function fleetCell({ enrolled, live, lost, stopped }: Counts): Cell | null {
  const all = enrolled + live + lost + stopped;
  if (all <= 1) return null;
  const away = [
    ...(lost > 0 ? [`${lost} lost`] : []),
    ...(stopped > 0 ? [`${stopped} stopped`] : []),
    ...(enrolled > 0 ? [`${enrolled} not heard yet`] : []),
  ];
  const text = `hub: ${[plural(all, 'agent'), ...away].join(', ')}`;
  return { text, style: lost > 0 ? 'doubt' : 'quiet' };
}
