import { FLEET_SUBJECT, type JournalEntry } from '@hale/core';
import type { HubStore } from '@hale/store/hub';

/** What says that so many agents are silent that it is the hub, or its network, that is suspect; `null`: it is not. */
export async function fleetSuspect(store: Pick<HubStore, 'history'>): Promise<JournalEntry | null> {
  const [last] = await store.history({ subject: FLEET_SUBJECT, limit: 1 });
  return last?.to === 'unknown' ? last : null;
}
