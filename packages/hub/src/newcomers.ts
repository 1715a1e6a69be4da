import { type Clock, HaleError, isFailure, type JournalEntry } from '@hale/core';
import { fleetEntry, type HubStore } from '@hale/store/hub';
import { eachAgent } from './all-agents.ts';
import { failingAgents } from './failing-agents.ts';
import { flappingSubjects } from './flapping-subjects.ts';
import { fleetSuspect } from './fleet-suspect.ts';
import { type Ledger, MAX_CONFLICTS } from './ledger.ts';

interface Telling {
  readonly store: HubStore;
  readonly ledger: Ledger;
  readonly clock: Pick<Clock, 'now'>;
}

/** What is bad already is told once to a destination that is new. */
export async function tellNewcomers({ store, ledger, clock }: Telling): Promise<void> {
  await again(() =>
    ledger.lookAndWrite(async () => ({ batch: {}, missed: await failing(store, clock.now()) })),
  );
  for await (const { agent } of eachAgent(store)) await again(() => tellOf(agent.id, { store, ledger }));
}

/** Of those that were lost with all the others nobody is told as long as the fleet itself is suspect. */
async function failing(store: HubStore, now: number): Promise<readonly JournalEntry[]> {
  const suspect = await fleetSuspect(store);
  const agents = await failingAgents(store, now);
  return suspect === null ? agents : [suspect, ...agents.filter(({ to }) => to !== 'unknown')];
}

async function tellOf(id: string, { store, ledger }: Pick<Telling, 'store' | 'ledger'>): Promise<boolean> {
  const record = await store.agent(id);
  if (record === null || record.agent.tells === 'agent') return true;
  const bad = (await store.believed(id)).filter(({ last }) => isFailure(last.to));
  if (bad.length === 0) return true;
  return ledger.write({
    batch: { fences: [record.stream] },
    missed: bad.map(({ last }) => fleetEntry(last, id, record.agent.host.name)),
    flapping: flappingSubjects(bad),
  });
}

async function again(tell: () => Promise<boolean>): Promise<void> {
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) if (await tell()) return;
  throw new HaleError('conflict', 'a new destination could not be told what is bad: somebody else writes', {
    hint: 'make sure that only one hub uses this store',
  });
}
