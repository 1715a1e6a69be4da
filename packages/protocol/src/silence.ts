import { formatDuration, MAX_SILENCE_MS, parseDuration } from '@hale/core';
import * as z from 'zod';
import { instant } from './instant.ts';
import { pageOf } from './page.ts';

export const MAX_REASON_CHARS = 500;
const MAX_SUBJECT_CHARS = 1_100;

/** For a while nobody is told of a subject. */
export const silence = z
  .object({
    subject: z.string().meta({ description: 'One, or many that begin alike: `container/shop/*`.' }),
    since: instant,
    until: instant,
    by: z.string().meta({ description: 'Who has made it.' }),
    reason: z.string().nullable(),
  })
  .meta({ id: 'Silence' });
export type Silence = z.infer<typeof silence>;

export const silencePage = pageOf(silence, 'SilencePage');
export type SilencePage = z.infer<typeof silencePage>;

const LASTS = `expected a duration such as 30m or 1h30m, ${formatDuration(MAX_SILENCE_MS)} at most`;

export const silenceRequest = z
  .object({
    for: z
      .string({ error: LASTS })
      .refine((text) => isLasting(parseDuration(text)), { error: LASTS })
      .meta({ description: 'How long: a duration such as `30m` or `1h30m`.' }),
    reason: z.string().min(1).max(MAX_REASON_CHARS).optional(),
  })
  .meta({ id: 'SilenceRequest' });
export type SilenceRequest = z.infer<typeof silenceRequest>;

/** On a hub: of any subject of the fleet. */
export const subjectSilenceRequest = silenceRequest
  .extend({
    subject: z.string().min(1).max(MAX_SUBJECT_CHARS).meta({
      description:
        'One, or many that begin alike: `agent/<id>/*`. A container may be called as GET containers/NAME has it.',
    }),
  })
  .meta({ id: 'SubjectSilenceRequest' });
export type SubjectSilenceRequest = z.infer<typeof subjectSilenceRequest>;

function isLasting(ms: number | null): boolean {
  return ms !== null && ms > 0 && ms <= MAX_SILENCE_MS;
}
