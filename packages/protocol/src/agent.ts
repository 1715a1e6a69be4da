import * as z from 'zod';
import { condition } from './condition.ts';
import { instant } from './instant.ts';
import { pageOf } from './page.ts';

export const agentState = z
  .enum(['live', 'late', 'lost', 'conflict', 'stopped', 'enrolled', 'revoked'])
  .meta({
    id: 'AgentState',
    description:
      'By the clock of the hub. late: it has missed a sync; lost: for so long that its containers are unknown; conflict: two processes report as this agent; enrolled: it has never reported.',
  });
export type AgentState = z.infer<typeof agentState>;

/** How many containers are in which condition; what is not there is none. */
export const containerCounts = z.partialRecord(condition, z.int().min(0));
export type ContainerCounts = z.infer<typeof containerCounts>;

const amount = z.object({ entries: z.int().min(0), bytes: z.int().min(0) });

/** One that reports to a hub, by what it last said of itself and what the hub has of it. */
export const agent = z
  .object({
    id: z.string(),
    host: z.string().meta({ description: 'As people call it; more than one agent may say the same.' }),
    os: z.string().nullable(),
    arch: z.string().nullable(),
    engine: z.string().nullable().meta({ description: 'As the engine calls itself.' }),
    version: z.string().nullable().meta({ description: 'Of hale there; null: it has never reported.' }),
    state: agentState,
    since: instant.meta({ description: 'Of the state, by the clock of the hub.' }),
    enrolledAt: instant,
    heardAt: instant.nullable(),
    sight: z.enum(['looking', 'in-sight', 'lost']).meta({ description: 'Whether it sees its engine.' }),
    epoch: z.string().nullable().meta({ description: 'Of its journal; null: it has never reported.' }),
    acked: z.int().min(0).meta({ description: 'Up to here its journal is stored, or declared lost.' }),
    queued: amount.meta({ description: 'What it has still to send.' }),
    lagMs: z
      .int()
      .min(0)
      .meta({ description: 'How old the oldest of that was when the agent was last heard.' }),
    skewMs: z.int().meta({
      description: 'What its clock is ahead of the one of the hub. Times of its containers are by its clock.',
    }),
    dropped: amount.meta({ description: 'What it had to let go of without having sent it.' }),
    remembers: z.enum(['disk', 'memory']).meta({ description: 'Where its journal is.' }),
    tells: z.enum(['agent', 'hub']).meta({ description: 'Who tells people of what it reports.' }),
  })
  .meta({ id: 'Agent' });
export type Agent = z.infer<typeof agent>;

export const agentPage = pageOf(agent, 'AgentPage');
export type AgentPage = z.infer<typeof agentPage>;

/** Everything that a hub knows of an agent itself. */
export const agentDetail = agent
  .extend({
    containers: containerCounts,
    gaps: z
      .array(
        z.object({
          epoch: z.string(),
          from: z.int().meta({ description: 'The first that is missing.' }),
          to: z.int().meta({ description: 'The last.' }),
          at: instant,
        }),
      )
      .meta({ description: 'Parts of its journals that can never be known, the newest first.' }),
    rejected: z
      .array(
        z.object({
          epoch: z.string(),
          seq: z.int(),
          code: z.string(),
          at: instant,
          body: z.string().meta({ description: 'As it came, or the beginning of it.' }),
        }),
      )
      .meta({ description: 'Entries that could not be understood, the newest first.' }),
  })
  .meta({ id: 'AgentDetail' });
export type AgentDetail = z.infer<typeof agentDetail>;
