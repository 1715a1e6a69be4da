import { type ErrorCode, HaleError } from '@hale/core';
import type { Problem } from '@hale/protocol';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

export const PROBLEM_TYPE = 'application/problem+json';

/** What is wrong, for `application/problem+json` (RFC 9457). */
export interface ProblemReport<Status extends ContentfulStatusCode = ContentfulStatusCode>
  extends Omit<Problem, 'type' | 'status'> {
  readonly status: Status;
  /** Sent along, such as `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Its type has the status, so that a typed client can tell it from what it asked for. */
export function problemResponse<Status extends ContentfulStatusCode>(
  c: Context,
  { headers, ...report }: ProblemReport<Status>,
) {
  const problem: Problem = { type: 'about:blank', ...report };
  return c.json(problem, report.status, { ...headers, 'content-type': PROBLEM_TYPE });
}

/** What to answer when a route has thrown. What hale does not know the meaning of is nobody's business outside. */
export function problemOf(error: unknown): ProblemReport {
  if (error instanceof HaleError) {
    const { code, message, hint, path } = error;
    const { status, title } = MEANING[code];
    const detail = hint === undefined ? message : `${message}. ${hint}`;
    return { status, title, detail, ...(path !== undefined && { errors: [{ path, message }] }) };
  }
  if (error instanceof HTTPException) return { status: error.status, title: error.message || 'Refused' };
  return { status: 500, title: 'hale has failed at this', detail: 'Its log says more.' };
}

type Meaning = Pick<ProblemReport, 'status' | 'title'>;

const ENGINE: Meaning = { status: 502, title: 'The engine did not do it' };

const MEANING: Readonly<Record<ErrorCode, Meaning>> = {
  'bad-input': { status: 400, title: 'Not as expected' },
  'not-found': { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'Not in this state' },
  unsupported: { status: 409, title: 'Not done here' },
  storage: { status: 503, title: 'hale cannot remember' },
  unreachable: { status: 503, title: 'The engine is out of sight' },
  timeout: { status: 504, title: 'No answer in time' },
  permission: ENGINE,
  tls: ENGINE,
  'api-version': ENGINE,
  protocol: ENGINE,
  'too-large': ENGINE,
  refused: ENGINE,
  engine: ENGINE,
};
