import { eventsDocs, eventsRoutes, type FeedView, followed } from '@hale/api';
import { agentSubject, subjectParts } from '@hale/core';
import type { FleetContainer } from '@hale/protocol';
import type { ShownSubject } from '@hale/store/hub';
import * as z from 'zod';
import { eachAgent } from '../all-agents.ts';
import type { Hub } from '../hub.ts';
import { agentRecord } from '../record/agent.ts';
import { fleetContainerRecord } from '../record/fleet-container.ts';

const PAGE = 200;

const query = followed.extend({
  agent: z.string().optional().meta({ description: 'Only of the agent of this id.' }),
  subject: z.string().optional().meta({ description: 'Only of this subject.' }),
  project: z.string().optional().meta({ description: 'Only of this compose project.' }),
});
type Filter = z.output<typeof query>;

/** Changes as they happen, after the agents and the containers that are there. */
export function followFleet(hub: Hub) {
  return eventsRoutes(hub, query, (filter) => viewOf(hub, filter));
}

export const followDocs = eventsDocs(query);

function viewOf(hub: Pick<Hub, 'store' | 'clock' | 'identity'>, filter: Filter): FeedView {
  return {
    present: async () => {
      const now = hub.clock.now();
      const agents = [];
      for await (const record of eachAgent(hub.store))
        if (filter.agent === undefined || filter.agent === record.agent.id)
          agents.push(agentRecord(record, now));
      return {
        head: { hub: hub.identity.id, agents },
        list: 'containers',
        records: containers(hub.store, filter),
      };
    },
    fits: ({ subject, container }) => fits(filter, subject, container?.project ?? null),
  };
}

/** As they are asked for: there may be many, and a client slow. */
async function* containers(
  store: Hub['store'],
  { agent, project, subject }: Filter,
): AsyncGenerator<FleetContainer, void, undefined> {
  const of = agent ?? (subject === undefined ? null : subjectParts(subject).agent);
  let last: ShownSubject | undefined;
  do {
    const page: readonly ShownSubject[] = await store.subjects({
      kind: 'container',
      ...(of !== null && { agent: of }),
      ...(project !== undefined && { project }),
      ...(last && { after: last }),
      limit: PAGE,
    });
    for (const shown of page)
      if (subject === undefined || subject === agentSubject(shown.agent, shown.subject))
        yield fleetContainerRecord(shown);
    last = page.length === PAGE ? page.at(-1) : undefined;
  } while (last !== undefined);
}

/** How agents themselves are, and the fleet, is news to everybody who has not asked for another agent. */
function fits(filter: Filter, subject: string, project: string | null): boolean {
  const { agent, kind } = subjectParts(subject);
  if (filter.agent !== undefined && agent !== null && agent !== filter.agent) return false;
  if (kind === 'agent' || kind === 'fleet') return true;
  if (filter.subject !== undefined && filter.subject !== subject) return false;
  return filter.project === undefined || filter.project === project;
}
