import * as z from 'zod';
import { name } from './place.ts';
import { protocolRange } from './version.ts';

const text = z.string().max(253);

/** The machine, as people know it. None of it says who an agent is: hosts share names, and their engines ids. */
export const host = z.looseObject({
  name: text.min(1),
  os: text.nullable(),
  arch: text.nullable(),
  /** Of the engine, as it calls itself. */
  engine: text.nullable(),
});
export type Host = z.infer<typeof host>;

/** `POST v1/enrol`, with an enrolment token, which this uses up. */
export const enrolRequest = z.looseObject({ protocol: protocolRange, host }).meta({ id: 'EnrolRequest' });
export type EnrolRequest = z.infer<typeof enrolRequest>;

export const enrolAnswer = z
  .looseObject({
    agent: name,
    hub: name,
    /** The agent's own token, which nobody can be told again. */
    token: z.string().regex(/^hale_a1_[0-9a-z]{16}_[\w-]{43}$/),
    protocol: z.int().min(1),
  })
  .meta({ id: 'EnrolAnswer' });
export type EnrolAnswer = z.infer<typeof enrolAnswer>;
