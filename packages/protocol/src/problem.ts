import * as z from 'zod';

/** Of every answer that is an error: RFC 9457, `application/problem+json`. */
export const problem = z
  .object({
    /** `about:blank`: the status says it all. */
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    /** Which part of the request was not as expected. */
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problem>;
