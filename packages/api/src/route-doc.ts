import type * as z from 'zod';

export const MAX_BODY_BYTES = 64 * 1024;

/**
 * What may be done by whom: `public` by everybody, `read` looks, `operate` changes something. `agent` and `enrolment` are for callers that
 * prove themselves, wherever they come from, by a token of their own kind.
 */
export type Scope = 'public' | 'read' | 'operate' | CallerScope;

/** Of an agent that reports, and of one that has been invited to. */
export type CallerScope = 'agent' | 'enrolment';

/** One route, as OpenAPI describes it and the access policy guards it. A route without one fails the tests. */
export interface RouteDoc {
  readonly method: 'get' | 'post' | 'delete';
  /** As Hono writes it: `/containers/:name`. */
  readonly path: string;
  readonly scope: Scope;
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** As it is sent. Default {@link MAX_BODY_BYTES}. */
  readonly maxBodyBytes?: number;
  readonly answers: Readonly<Record<number, AnswerDoc>>;
}

export interface AnswerDoc {
  readonly description: string;
  /** Default `application/json` where there is a schema. */
  readonly type?: string;
  readonly schema?: z.ZodType;
}

export function isCallerScope(scope: Scope): scope is CallerScope {
  return scope === 'agent' || scope === 'enrolment';
}
