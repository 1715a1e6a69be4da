import * as z from 'zod';
import { condition } from './condition.ts';
import { instant } from './instant.ts';
import { pageOf } from './page.ts';

/** One change of condition, also as `--json` prints it. New fields may come; these stay. */
export const change = z
  .object({
    at: instant,
    subject: z.string(),
    from: condition.nullable().meta({ description: 'null: hale knew nothing of it before.' }),
    to: condition,
    cause: z.string(),
    id: z.string().nullable().meta({ description: 'Of the container; null: the subject is none.' }),
    name: z.string().nullable(),
    image: z.string().nullable(),
    project: z.string().nullable(),
    service: z.string().nullable(),
    exitCode: z.int().nullable(),
    failingStreak: z.int().nullable(),
    output: z
      .string()
      .nullable()
      .meta({ description: 'Of the last probe, where the change is a verdict of health.' }),
  })
  .meta({ id: 'Change' });
export type Change = z.infer<typeof change>;

/** A change with its place in the journal. */
export const transition = change
  .extend({
    entry: z.string().meta({ description: 'Its own id: the same wherever and however often it is told.' }),
    epoch: z.string().meta({ description: 'The incarnation of the journal.' }),
    seq: z.int().meta({ description: 'Its place in the epoch: from 1, without holes.' }),
    fromAt: instant.nullable().meta({ description: 'When `from` had begun.' }),
    host: z.string().optional().meta({ description: 'On a hub: whose agent has told it.' }),
  })
  .meta({ id: 'Transition' });
export type Transition = z.infer<typeof transition>;

export const transitionPage = pageOf(transition, 'TransitionPage');
export type TransitionPage = z.infer<typeof transitionPage>;
