import * as z from 'zod';
import { agentState, containerCounts } from './agent.ts';
import { instant } from './instant.ts';
import { pageOf } from './page.ts';

const count = z.int().min(0);

/** All that report to a hub, in numbers. */
export const fleet = z
  .object({
    hub: z.string().meta({ description: 'Which hub this is.' }),
    since: instant.meta({ description: 'When it began to remember.' }),
    version: z.string(),
    agents: z.object({
      live: count,
      late: count,
      lost: count,
      conflict: count,
      stopped: count,
      enrolled: count,
      revoked: count,
    }),
    containers: containerCounts.meta({
      description: 'By condition; under an agent that is not heard: unknown.',
    }),
  })
  .meta({ id: 'Fleet' });
export type Fleet = z.infer<typeof fleet>;

/** A machine, as people know it, and the agents that call it so. */
export const fleetHost = z
  .object({
    name: z.string(),
    agents: z.array(z.object({ id: z.string(), state: agentState })),
    containers: containerCounts,
  })
  .meta({ id: 'FleetHost' });
export type FleetHost = z.infer<typeof fleetHost>;

export const fleetHostPage = pageOf(fleetHost, 'FleetHostPage');
export type FleetHostPage = z.infer<typeof fleetHostPage>;
