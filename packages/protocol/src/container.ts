import * as z from 'zod';
import { condition } from './condition.ts';
import { instant } from './instant.ts';
import { pageOf } from './page.ts';
import { transition } from './transition.ts';

/** As `docker inspect` shows `State.Health`. */
export const dockerHealth = z
  .object({
    Status: z.string(),
    FailingStreak: z.int(),
    /** The last five results, oldest first. */
    Log: z.array(z.object({ Start: z.string(), End: z.string(), ExitCode: z.int(), Output: z.string() })),
  })
  .meta({ id: 'DockerHealth' });

const containerFields = z.object({
  id: z.string(),
  name: z.string(),
  image: z.string(),
  subject: z.string(),
  project: z.string().nullable(),
  service: z.string().nullable(),
  condition,
  since: instant.nullable(),
  sinceExact: z.boolean().meta({ description: 'False: the condition holds at least since then.' }),
  flapping: z.boolean().meta({
    description: 'It goes up and down by turns, as far as hale has watched: one look cannot tell.',
  }),
  health: dockerHealth.nullable(),
  failingStreak: z.int().nullable(),
  exitCode: z.int().nullable().meta({ description: 'Of its last exit; null while it runs.' }),
  status: z.string().meta({ description: "The engine's word for where it is." }),
  restartCount: z.int(),
});

/** A container, also as `--json` prints it. New fields may come; these stay. */
export const container = containerFields.meta({ id: 'Container' });
export type Container = z.infer<typeof container>;

export const containerPage = pageOf(container, 'ContainerPage');
export type ContainerPage = z.infer<typeof containerPage>;

/** How a check is run, with every default filled in. */
const policy = z
  .object({
    intervalMs: z.number(),
    timeoutMs: z.number(),
    startPeriodMs: z.number(),
    startIntervalMs: z.number(),
    retries: z.int(),
  })
  .meta({ id: 'Policy' });

export const check = z
  .object({
    kind: z.enum(['exec', 'http', 'tcp']),
    from: z.enum(['healthcheck', 'labels', 'config']).meta({ description: 'Where it is written.' }),
    by: z
      .enum(['engine', 'hale', 'nobody'])
      .meta({ description: 'Who runs it. nobody: it is for hale to run, and hale may not.' }),
    policy,
  })
  .meta({ id: 'Check' });
export type Check = z.infer<typeof check>;

/** What its condition was judged by, besides its health. Times as the engine wrote them. */
export const evidence = z
  .object({
    createdAt: z.string(),
    startedAt: z.string(),
    finishedAt: z.string(),
    exitCode: z.int(),
    oomKilled: z.boolean(),
    restartPolicy: z.enum(['no', 'always', 'on-failure', 'unless-stopped']),
    stopSignal: z.string(),
    forged: z.array(z.enum(['exitCode', 'signal'])).meta({
      description: "Attributes of events that this container's labels overlay, and that are not believed.",
    }),
  })
  .meta({ id: 'Evidence' });

/** Everything that hale knows of one container. */
export const containerDetail = containerFields
  .extend({
    labels: z.record(z.string(), z.string()).meta({ description: 'Those that hale reads.' }),
    check: check.nullable(),
    warnings: z.array(z.string()).meta({ description: 'What is not as it should be about its check.' }),
    evidence,
    transitions: z.array(transition).meta({ description: 'The last of its subject, newest first.' }),
  })
  .meta({ id: 'ContainerDetail' });
export type ContainerDetail = z.infer<typeof containerDetail>;

/** What came of a check that was run because somebody asked. */
export const checkResult = z
  .object({
    counts: z.boolean().meta({
      description:
        'Whether it went into the health of the container. What the engine checks, the engine alone judges.',
    }),
    passed: z.boolean(),
    start: z.string(),
    end: z.string(),
    exitCode: z.int(),
    output: z.string(),
    condition,
  })
  .meta({ id: 'CheckResult' });
export type CheckResult = z.infer<typeof checkResult>;
