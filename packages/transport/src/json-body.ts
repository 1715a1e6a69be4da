import { type JournalEntry, severity } from '@hale/core';
import * as z from 'zod';
import type { RenderContext } from './transport.ts';

/** One transition as programs receive it, by webhook or on stdout. New fields may come; these stay. */
export const jsonBody = z.object({
  /** The same however often it is sent: also in the header `webhook-id`. */
  id: z.string(),
  /** ISO 8601, by the engine's clock. */
  at: z.iso.datetime(),
  host: z.string(),
  /** Such as `container/shop/web/1`, `container/web`, `engine`. */
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
    host: sender.host,
    subject,
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
  {
    id,
    name,
    image,
    project,
    service,
    exitCode,
    failingStreak,
    output,
  }: NonNullable<JournalEntry['container']>,
  full: boolean,
): JsonBody['container'] {
  return { id, name, image, project, service, exitCode, failingStreak, output: full ? output : null };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
