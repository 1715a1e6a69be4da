import * as z from 'zod';
import { name } from './place.ts';

/** `POST v1/bye`: the agent ends on purpose, and is not to be missed. */
export const byeRequest = z
  .looseObject({ session: name, instance: name, reason: z.enum(['shutdown', 'upgrade']) })
  .meta({ id: 'ByeRequest' });
export type ByeRequest = z.infer<typeof byeRequest>;

export const byeAnswer = z.looseObject({ hubTime: z.int().min(0) }).meta({ id: 'ByeAnswer' });
export type ByeAnswer = z.infer<typeof byeAnswer>;
