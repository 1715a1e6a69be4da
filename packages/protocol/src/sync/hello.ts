import * as z from 'zod';
import { host } from './enrol.ts';
import { MAX_EARLIER } from './limits.ts';
import { clock, ms, name, point, seq } from './place.ts';

/** `POST v1/hello`: opens a session, in which one process alone reports as this agent. */
export const helloRequest = z
  .looseObject({
    protocol: z.int().min(1),
    /** Of one start of the process. */
    instance: name,
    epoch: name,
    /** Before the oldest entry that it can still send. */
    first: point,
    tip: point,
    /** Journals that it had before this one, the newest first: what the hub does not have of them is lost. */
    earlier: z.array(z.looseObject({ epoch: name, seq })).max(MAX_EARLIER),
    host,
    version: z.string().max(64),
    /** Where its journal is: one in memory begins anew with each start. */
    remembers: z.enum(['disk', 'memory']),
    /** Who tells people of what it reports. `agent`: it has destinations of its own, and a hub that told too would tell twice. */
    tells: z.enum(['agent', 'hub']),
    clock,
    /** What it had to let go of without having sent it, since it began. */
    dropped: z.looseObject({ entries: seq, bytes: seq }),
    /** What it can do beyond this version of the protocol. */
    caps: z.array(z.string().max(64)).max(64),
  })
  .meta({ id: 'HelloRequest' });
export type HelloRequest = z.infer<typeof helloRequest>;

/** How long the session holds without a word, and how often one is hoped for. */
export const terms = { leaseMs: z.int().min(1), syncMs: z.int().min(1), hubTime: ms };

export const helloAnswer = z
  .looseObject({
    session: name,
    /** Up to where the hub has this epoch. The agent compares the chain with its own. */
    acked: point,
    want: z.enum(['none', 'snapshot']),
    ...terms,
    limits: z.looseObject({ maxEntries: z.int().min(1), maxBytes: z.int().min(1) }),
    features: z.array(z.string().max(64)).max(64),
  })
  .meta({ id: 'HelloAnswer' });
export type HelloAnswer = z.infer<typeof helloAnswer>;

/** With status 409: what has to come first. `conflict`: another process reports as this agent, and keeps doing so. */
export const refusedSession = z
  .looseObject({ want: z.enum(['hello', 'new-epoch', 'conflict']) })
  .meta({ id: 'RefusedSession' });
export type RefusedSession = z.infer<typeof refusedSession>;
