import type * as z from 'zod';
import { HaleError } from '../../error.ts';

/** Reads a request's body; none at all is an empty one. Throws `bad-input` with the path of the field. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.join('.') ?? '';
  throw new HaleError('bad-input', `invalid request body: ${path}: ${issue?.message}`, { path });
}
