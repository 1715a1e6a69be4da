import { type JournalEntry, severity, subjectParts } from '@hale/core';
import * as z from 'zod';
import { elide } from './elide.ts';
import { hostOf } from './notification.ts';
import type { RenderContext } from './transport.ts';

/** Characters of a subject, a name, an image; what is longer loses its end. */
const MAX_NAME = 512;
/** Characters of output: the 4,096 bytes that engines keep, and the dots that they add. */
const MAX_OUTPUT = 4_200;
/** No body is longer, even where JSON writes a character as six bytes. */
export const MAX_JSON_BODY_BYTES = 64 * 1024;

/** One transition as programs receive it, by webhook or on stdout. New fields may come; these stay. */
export const jsonBody = z.object({
  /** The same however often it is sent: also in the header `webhook-id`. */
  id: z.string(),
  /** ISO 8601, by the engine's clock. */
  at: z.iso.datetime(),
  /** The machine that it is of, as people call it. */
  host: z.string(),
  /** From a hub: the id of the agent that it is of; `null` where it is of none. */
  agent: z.string().nullable(),
  /** Such as `container/shop/web/1`, `container/web`, `engine`; from a hub `agent/<agent>/container/web`, `agent/<agent>`, `fleet`. */
  subject: z.string(),
  /** `null`: hale knew nothing of it before. */
  from: z.string().nullable(),
  to: z.string(),
  /** When `from` had begun; `null` where that is not known. */
  since: z.iso.datetime().nullable(),
  cause: z.string(),
  severity: z.enum(['critical', 'warning', 'info', 'recovery']),
  /** The journal it is from, and its place there: without holes, but for what is no change. */
  epoch: z.string(),
  seq: z.int(),
  container: z
    .object({
      id: z.string(),
      name: z.string(),
      image: z.string(),
      project: z.string().nullable(),
      service: z.string().nullable(),
      exitCode: z.int().nullable(),
      failingStreak: z.int().nullable(),
      /** Of the last probe. */
      output: z.string().nullable(),
    })
    .nullable(),
});

export type JsonBody = z.infer<typeof jsonBody>;

/** At tier 1 without output, at tier 2 without the container. */
export function bodyOf(entry: JournalEntry, { tier, sender }: RenderContext): JsonBody {
  const { id, at, subject, from, to, fromAt, cause, epoch, seq, container } = entry;
  return {
    id,
    at: iso(at),
    host: short(hostOf(entry, sender)),
    agent: subjectParts(subject).agent,
    subject: short(subject),
    from,
    to,
    since: fromAt === null ? null : iso(fromAt),
    cause,
    severity: severity(to),
    epoch,
    seq,
    container: container === undefined || tier === 2 ? null : containerOf(container, tier === 0),
  };
}

function containerOf(
  container: NonNullable<JournalEntry['container']>,
  full: boolean,
): JsonBody['container'] {
  const { id, name, image, project, service, exitCode, failingStreak, output } = container;
  return {
    id: short(id),
    name: short(name),
    image: short(image),
    project: project && short(project),
    service: service && short(service),
    exitCode,
    failingStreak,
    output: full && output !== null ? elide(output, MAX_OUTPUT) : null,
  };
}

function short(text: string): string {
  return elide(text, MAX_NAME);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
