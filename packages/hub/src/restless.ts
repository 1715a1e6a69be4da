import { lookAgain } from '@hale/core';
import { type FleetSubject, fleetEntry, type HubStore } from '@hale/store/hub';
import { flappingSubjects } from './flapping-subjects.ts';
import type { Ledger } from './ledger.ts';

/** Subjects that are read at once. */
const PAGE = 1_000;

interface Looking {
  readonly store: HubStore;
  readonly ledger: Ledger;
}

/** A minute's look at what is quiet: what went up and down by turns may have become steady, and is then told as it is. */
export async function lookAtRestless({ store, ledger }: Looking): Promise<void> {
  let page: readonly FleetSubject[] = [];
  do {
    const last = page.at(-1);
    page = await store.restless({ ...(last && { after: last }), limit: PAGE });
    for (const [agent, rows] of Map.groupBy(page, (row) => row.agent))
      await lookAt(
        agent,
        rows.map(({ subject }) => subject),
        { store, ledger },
      );
  } while (page.length === PAGE);
}

/** Of what is out of sight nobody can say how it is. */
async function lookAt(id: string, names: readonly string[], { store, ledger }: Looking): Promise<void> {
  const record = await store.agent(id);
  if (record?.lease.state !== 'live') return;
  const { agent, stream } = record;
  // After the stream, and not as the page had them: what has come by now is among them, and what comes later meets this.
  const subjects = await store.believed(id, names);
  const believed = subjects.map((row) => ({ ...row, flapping: lookAgain(row.flapping, row.last.to) }));
  const steady = believed.filter(({ flapping }, n) => subjects[n]?.flapping.flapping && !flapping.flapping);
  await ledger.write({
    batch: { streams: [stream], believed },
    again: agent.tells === 'hub' ? steady.map(({ last }) => fleetEntry(last, id, agent.host.name)) : [],
    flapping: flappingSubjects(believed),
  });
}
