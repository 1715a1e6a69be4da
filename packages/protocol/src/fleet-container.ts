import * as z from 'zod';
import { condition } from './condition.ts';
import { instant } from './instant.ts';
import { pageOf } from './page.ts';
import { transition } from './transition.ts';

/** A container of any host, as its agent last told of it. New fields may come; these stay. */
export const fleetContainer = z
  .object({
    subject: z.string().meta({ description: 'As the fleet knows it: `agent/<id>/container/...`.' }),
    agent: z.string().meta({ description: 'The id of its agent.' }),
    host: z.string(),
    agentState: z
      .enum(['enrolled', 'live', 'lost', 'stopped', 'revoked'])
      .meta({ description: 'As of its agent; live, too, while that is late or in conflict.' }),
    condition: condition.meta({ description: 'unknown: its agent is not heard.' }),
    lastCondition: condition.meta({ description: 'As it was last told.' }),
    since: instant.meta({ description: 'Of the last condition, by the clock of its agent.' }),
    flapping: z.boolean(),
    id: z.string().nullable(),
    name: z.string().nullable(),
    image: z.string().nullable(),
    project: z.string().nullable(),
    service: z.string().nullable(),
    exitCode: z.int().nullable(),
    failingStreak: z.int().nullable(),
    output: z
      .string()
      .nullable()
      .meta({ description: 'Of the probe by which its last condition was judged.' }),
  })
  .meta({ id: 'FleetContainer' });
export type FleetContainer = z.infer<typeof fleetContainer>;

export const fleetContainerPage = pageOf(fleetContainer, 'FleetContainerPage');
export type FleetContainerPage = z.infer<typeof fleetContainerPage>;

export const fleetContainerDetail = fleetContainer
  .extend({
    skewMs: z.int().meta({ description: 'What the clock of its agent is ahead of the one of the hub.' }),
    transitions: z.array(transition).meta({ description: 'The last of its subject, newest first.' }),
  })
  .meta({ id: 'FleetContainerDetail' });
export type FleetContainerDetail = z.infer<typeof fleetContainerDetail>;
