import * as z from 'zod';
import { condition } from '../condition.ts';
import { digest, ms, name, seq } from './place.ts';

/** Of a container's name, and of what is called after it. */
const MAX_SUBJECT_CHARS = 1_024;
const MAX_TEXT_CHARS = 1_024;
const MAX_OUTPUT_CHARS = 4_096;

const text = z.string().max(MAX_TEXT_CHARS);
const subject = z.string().min(1).max(MAX_SUBJECT_CHARS);

const told = z.looseObject({
  id: z.string().min(1).max(MAX_TEXT_CHARS),
  name: text,
  image: text,
  project: text.nullable(),
  service: text.nullable(),
  createdAt: z.string().max(64),
  exitCode: z.int().nullable(),
  failingStreak: z.int().min(0).nullable(),
  output: z.string().max(MAX_OUTPUT_CHARS).nullable(),
});

/** An entry of a journal as a hub has to be able to read it. What it does not know of it, it keeps. */
export const journalEntry = z.looseObject({
  id: name,
  epoch: name,
  seq: seq.min(1),
  at: ms,
  subject,
  from: condition.nullable(),
  fromAt: ms.nullable(),
  to: condition,
  /** A newer agent may know other causes. */
  cause: z.string().min(1).max(40),
  container: told.optional(),
});

/**
 * An entry on its way. Its place and its hash are read before anything else of it, so that one that cannot be understood is
 * rejected alone, and the chain goes on.
 */
export const sentEntry = z.looseObject({
  entry: z.looseObject({ epoch: name, seq: seq.min(1) }),
  /** Of an output that has expired at the sender, for the chain. */
  outputHash: digest.optional(),
});
export type SentEntry = z.infer<typeof sentEntry>;

/** Why an entry was not taken into the history. It is kept apart, and never asked for again. */
export const rejection = z.looseObject({ seq, code: z.enum(['malformed', 'too-large', 'foreign-id']) });
export type Rejection = z.infer<typeof rejection>;

/** Who is a subject now, and what was last said of it, in whatever epoch. */
export const belief = z.looseObject({ subject, last: journalEntry });

/** The same on its way: one that cannot be understood is left out, and the others count. */
export const sentBelief = z.looseObject({ subject: z.string(), last: z.looseObject({ id: z.string() }) });
export type SentBelief = z.infer<typeof sentBelief>;
