import { eventsDocs, eventsRoutes, type FeedView, followed } from '@hale/api';
import { composePlace, ENGINE_SUBJECT } from '@hale/core';
import * as z from 'zod';
import type { Agent } from '../agent.ts';
import { containerRecord } from '../record/container.ts';
import type { ContainerView } from '../view.ts';

const query = followed.extend({
  subject: z.string().optional().meta({ description: 'Only of this subject.' }),
  project: z.string().optional().meta({ description: 'Only of this compose project.' }),
});
type Filter = z.output<typeof query>;

/** Changes as they happen, after the containers that are there. */
export function followAgent(agent: Agent) {
  return eventsRoutes(agent, query, (filter) => viewOf(agent, filter));
}

export const followDocs = eventsDocs(query);

function viewOf(agent: Pick<Agent, 'containers' | 'view'>, filter: Filter): FeedView {
  return {
    present: () => ({
      head: { engine: agent.view.engine.sight },
      list: 'containers',
      records: records(agent.containers().filter((view) => isShown(filter, view))),
    }),
    fits: ({ subject, container }) => fits(filter, subject, container?.project ?? null),
  };
}

/** As they are asked for: a list may be long, and a client slow. */
function* records(views: readonly ContainerView[]) {
  for (const view of views) yield containerRecord(view);
}

function isShown(filter: Filter, { subject, container }: ContainerView): boolean {
  return fits(filter, subject, composePlace(container.labels)?.project ?? null);
}

/** That the engine is out of sight, or back, is news to everybody. */
function fits(filter: Filter, subject: string, project: string | null): boolean {
  if (subject === ENGINE_SUBJECT) return true;
  if (filter.subject !== undefined && filter.subject !== subject) return false;
  return filter.project === undefined || filter.project === project;
}
