import * as z from 'zod';
import { STORINGS } from './store.ts';

/** What the process of a hub is told when it is started. */
export const hubTask = z.object({ storing: z.enum(STORINGS), folder: z.string(), agents: z.int().min(1) });
export type HubTask = z.infer<typeof hubTask>;

/** What it says once it is up: where it answers, and by which tokens its agents report. */
export const hubUp = z.object({ url: z.url(), tokens: z.array(z.string()) });

/** What it says when it is asked. */
export const hubAccount = z.object({
  /** Of all its threads since its start. */
  cpuUs: z.number(),
  /** Entries of agents. */
  stored: z.int(),
});
export type HubAccount = z.infer<typeof hubAccount>;
