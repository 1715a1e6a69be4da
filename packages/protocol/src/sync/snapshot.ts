import * as z from 'zod';
import { sentBelief } from './entry.ts';
import { terms } from './hello.ts';
import { MAX_PART, MAX_PARTS } from './limits.ts';
import { digest, name, point } from './place.ts';

/** `POST v1/snapshot`: everything that is believed as of one place in the journal, in parts. It counts once the last part is there. */
export const snapshotRequest = z
  .looseObject({
    session: name,
    instance: name,
    epoch: name,
    snapshot: name,
    at: point,
    /** From 1. */
    part: z.int().min(1).max(MAX_PARTS),
    parts: z.int().min(1).max(MAX_PARTS),
    /** Without those that were removed. */
    subjects: z.array(sentBelief).max(MAX_PART),
    /** Of all parts together. */
    digest,
  })
  .refine(({ part, parts }) => part <= parts, { path: ['part'], error: 'expected no more than parts' })
  .meta({ id: 'SnapshotRequest' });
export type SnapshotRequest = z.infer<typeof snapshotRequest>;

export const snapshotAnswer = z
  .looseObject({
    /** `snapshot`: from the first part on; `none`: all is there, or the rest is waited for. */
    want: z.enum(['none', 'snapshot']),
    ...terms,
  })
  .meta({ id: 'SnapshotAnswer' });
export type SnapshotAnswer = z.infer<typeof snapshotAnswer>;
