import * as z from 'zod';
import { rejection, sentEntry } from './entry.ts';
import { terms } from './hello.ts';
import { MAX_ENTRIES } from './limits.ts';
import { clock, digest, ms, name, point, seq } from './place.ts';

/** `POST v1/sync`: what has happened since, in order. Without entries it says that the agent lives. */
export const syncRequest = z
  .looseObject({
    session: name,
    instance: name,
    epoch: name,
    /** Just before the first of the entries. */
    base: point,
    entries: z.array(sentEntry).max(MAX_ENTRIES),
    /** Of the agent's journal. */
    tip: seq,
    /** Of everything that is believed as of the tip: see `stateDigest`. */
    digest,
    /** What is still to come after these entries. */
    queued: z.looseObject({ entries: seq, bytes: seq, oldestAt: ms.nullable() }),
    clock,
    engine: z.enum(['looking', 'in-sight', 'lost']),
  })
  .meta({ id: 'SyncRequest' });
export type SyncRequest = z.infer<typeof syncRequest>;

export const syncAnswer = z
  .looseObject({
    /** Up to here all is on the hub's disk, and need not be kept for it. */
    acked: seq,
    /** `resend`: from after `acked` on. */
    want: z.enum(['none', 'snapshot', 'resend']),
    ...terms,
    rejected: z.array(rejection).max(MAX_ENTRIES),
  })
  .meta({ id: 'SyncAnswer' });
export type SyncAnswer = z.infer<typeof syncAnswer>;
