import type { Clock } from '@hale/core';
import type { HubStore, Stream } from '@hale/store/hub';
import { allAgents } from './all-agents.ts';
import type { Ledger } from './ledger.ts';
import { agentChange } from './own-entries.ts';
import { RIVAL_GONE_MS } from './stream/rivals.ts';

/** Two processes went by one identity, and of one of them nothing is heard any more. */
export async function endConflicts({
  store,
  ledger,
  clock,
}: {
  readonly store: HubStore;
  readonly ledger: Ledger;
  readonly clock: Clock;
}): Promise<void> {
  const now = clock.now();
  for (const record of await allAgents(store)) {
    const { stream, lease } = record;
    const { rival } = stream;
    if (rival === null) continue;
    // The clock was put back: how long it has been quiet counts from now.
    const streams: Stream[] = rival.at > now ? [{ ...stream, rival: { ...rival, at: now } }] : [];
    const isOver = now - rival.at >= RIVAL_GONE_MS;
    if (isOver) streams.push({ ...stream, rival: null, processes: [] });
    const own = isOver && lease.state === 'live' ? [agentChange(record, 'running', 'sync', now)] : [];
    if (streams.length > 0) await ledger.write({ batch: { streams }, own });
  }
}
